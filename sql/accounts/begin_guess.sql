-- Lets one guess begin; until it is known to be right it counts as a wrong one, so that parallel guesses share one
-- budget. Where it may not begin: the seconds that the lock still lasts, 0 where only guesses in flight are in the way.
-- No row where the first one of all began at this moment.
WITH begun AS (
    INSERT INTO guesses AS known (purpose, email_key, network, pending, begun_at)
    VALUES (:purpose, :email_key, :network, 1, now())
    ON CONFLICT (purpose, email_key, network) DO UPDATE
    SET
        failures = CASE
            WHEN known.failed_at + :lock_seconds::int * interval '1 second' > now() THEN known.failures ELSE 0
        END,
        pending = CASE
            WHEN known.begun_at + :patience_seconds::int * interval '1 second' > now() THEN known.pending ELSE 0
        END + 1,
        begun_at = now()
    WHERE
        CASE WHEN known.failed_at + :lock_seconds::int * interval '1 second' > now() THEN known.failures ELSE 0 END
        + CASE WHEN known.begun_at + :patience_seconds::int * interval '1 second' > now() THEN known.pending ELSE 0 END
        < :most::int
    RETURNING 1
)
SELECT
    true AS may_begin,
    0 AS locked_seconds
FROM begun
UNION ALL
SELECT
    false AS may_begin,
    CASE
        WHEN g.failures >= :most::int
            THEN greatest(
                ceil(extract(EPOCH FROM g.failed_at + :lock_seconds::int * interval '1 second' - now()))::int, 0
            )
        ELSE 0
    END AS locked_seconds
FROM guesses AS g
WHERE
    g.purpose = :purpose AND g.email_key = :email_key AND g.network = :network
    AND NOT EXISTS (SELECT 1 FROM begun)
