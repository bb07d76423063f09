-- Takes one token at a steady pace (GCRA) and says the seconds until there is one, 0 where it was taken. Used while Redis
-- is away, for what must not go unlimited.
WITH taken AS (
    INSERT INTO rate_limits AS known (key, paced_until)
    VALUES (:key, now() + :window_seconds::float / :most::int * interval '1 second')
    ON CONFLICT (key) DO UPDATE
    SET
        paced_until = greatest(known.paced_until, now()) + :window_seconds::float / :most::int * interval '1 second'
    WHERE known.paced_until <= now() + (1 - 1.0 / :most::int) * :window_seconds::float * interval '1 second'
    RETURNING 1
)
SELECT
    CASE
        WHEN EXISTS (SELECT 1 FROM taken) THEN 0.0::float
        ELSE coalesce(
            (
                SELECT greatest(
                    extract(
                        EPOCH FROM r.paced_until - now()
                    ) - (1 - 1.0 / :most::int) * :window_seconds::float,
                    0.001
                )
                FROM rate_limits AS r
                WHERE r.key = :key
            ),
            1.0
        )::float
    END AS wait_seconds
