-- What was committed since a snapshot, and the present one. On a replica a change may be listed more than once.
SELECT pg_current_snapshot()::text AS snapshot, changed.id, changed.keys
FROM (SELECT 1) AS always
LEFT JOIN (
    SELECT c.id, c.keys
    FROM catalogue_changes AS c
    WHERE c.transaction_id >= pg_snapshot_xmin((:since::text)::pg_snapshot)
        -- A replica's snapshot does not name the transactions that run: it lists again what is no older than they are.
        AND (pg_is_in_recovery() OR NOT pg_visible_in_snapshot(c.transaction_id, (:since::text)::pg_snapshot))
    LIMIT :most::int
) AS changed ON true
