-- Forgets keys whose pace is over, a bounded number at a time, and says how many.
WITH gone AS (
    DELETE FROM rate_limits
    WHERE key IN (
        SELECT r.key FROM rate_limits AS r WHERE r.paced_until < now() LIMIT :most::int FOR UPDATE SKIP LOCKED
    )
    RETURNING 1
)
SELECT count(*)::int AS deleted FROM gone
