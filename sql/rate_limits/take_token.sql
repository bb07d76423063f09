-- Takes one token at a steady pace (GCRA) and says the seconds until there is one, 0 where it was taken. Used while
-- Redis is away, for what must not go unlimited.
WITH taken AS (
    INSERT INTO rate_limits AS known (key, paced_until)
    VALUES (:key, now() + :pace_seconds::float * interval '1 second')
    ON CONFLICT (key) DO UPDATE
    SET paced_until = greatest(known.paced_until, now()) + :pace_seconds::float * interval '1 second'
    WHERE known.paced_until <= now() + :ahead_seconds::float * interval '1 second'
    RETURNING 0.0::float AS wait_seconds
)
SELECT taken.wait_seconds FROM taken
UNION ALL
SELECT greatest(extract(EPOCH FROM r.paced_until - now())::float - :ahead_seconds::float, 0.001) AS wait_seconds
FROM rate_limits AS r
WHERE r.key = :key AND NOT EXISTS (SELECT 1 FROM taken)
