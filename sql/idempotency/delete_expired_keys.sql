-- Forgets answers older than 24 h, a bounded number at a time.
WITH expired AS (
    SELECT k.principal, k.operation, k.key
    FROM idempotency_keys AS k
    WHERE k.created_at <= now() - interval '24 hours'
    ORDER BY k.created_at
    LIMIT :most::int
    FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM idempotency_keys AS k USING expired
    WHERE (k.principal, k.operation, k.key) = (expired.principal, expired.operation, expired.key)
    RETURNING 1
)
SELECT count(*)::int AS deleted FROM gone
