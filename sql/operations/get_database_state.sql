-- How large the database is and how many connections it has, of how many. `replay_seconds` is how far a replica that
-- has not heard everything is behind its primary; NULL on a primary.
SELECT
    pg_database_size(current_database()) AS bytes,
    (SELECT count(*)::int FROM pg_stat_activity AS a WHERE a.backend_type = 'client backend') AS connections,
    current_setting('max_connections')::int AS most_connections,
    CASE
        WHEN NOT pg_is_in_recovery() THEN NULL
        WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
        ELSE coalesce(EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp())::float8, 0)
    END AS replay_seconds
