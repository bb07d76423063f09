-- Forgets anonymous carts that nobody used for 30 days, a bounded number at a time; one in use is passed over.
WITH gone AS (
    DELETE FROM carts
    WHERE id IN (
        SELECT c.id
        FROM carts AS c
        WHERE c.expires_at <= now()
        ORDER BY c.expires_at
        LIMIT :most::int
        FOR UPDATE SKIP LOCKED
    )
    RETURNING 1
)
SELECT count(*)::int AS deleted FROM gone
