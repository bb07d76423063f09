-- Forgets guesses that no lock needs any more, a bounded number at a time, and says how many.
WITH gone AS (
    DELETE FROM guesses
    WHERE (purpose, email_key, network) IN (
        SELECT g.purpose, g.email_key, g.network
        FROM guesses AS g
        WHERE g.begun_at < now() - interval '2 hours'
        ORDER BY g.begun_at
        LIMIT :most::int
        FOR UPDATE SKIP LOCKED
    )
    RETURNING 1
)
SELECT count(*)::int AS deleted FROM gone
