-- Forgets sessions some days after the last moment that any token of theirs could have been good, a bounded number at
-- a time. Until then a token that was stolen and is used late is still recognised.
WITH gone AS (
    DELETE FROM sessions
    WHERE id IN (
        SELECT s.id
        FROM sessions AS s
        WHERE s.expires_at <= now() - interval '3 days'
        ORDER BY s.expires_at
        LIMIT :most::int
        FOR UPDATE SKIP LOCKED
    )
    RETURNING 1
)
SELECT count(*)::int AS deleted FROM gone
