-- Takes the lock of one key for this transaction, or says at once that another holds it, and shows the kept answer.
-- The lock is asked for in a CTE that is materialised first; the row is read after it, in the same snapshot, so a
-- holder that committed in between is seen as "no answer yet" and met by the primary key when ours is stored.
WITH lock AS MATERIALIZED (
    SELECT pg_try_advisory_xact_lock(hashtextextended(:principal || ' ' || :operation || ' ' || :key, 0)) AS is_ours
)
SELECT
    lock.is_ours,
    kept.fingerprint,
    kept.status::int AS status,
    kept.body
FROM lock
LEFT JOIN idempotency_keys AS kept
    ON kept.principal = :principal AND kept.operation = :operation AND kept.key = :key
    AND kept.created_at > now() - interval '24 hours'
