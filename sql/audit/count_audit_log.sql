-- How many entries a list has, counted to a limit.
SELECT count(*)::int AS counted
FROM (
    SELECT 1
    FROM audit_log AS a
    WHERE
        (:actor_id::uuid IS NULL OR a.actor_id = :actor_id)
        AND (:action::text IS NULL OR a.action = :action)
        AND (:object_type::text IS NULL OR a.object_type = :object_type)
        AND (:object_id::text IS NULL OR a.object_id = :object_id)
        AND (:at_from::timestamptz IS NULL OR a.at >= :at_from)
        AND (:at_to::timestamptz IS NULL OR a.at < :at_to)
    LIMIT :most::int
) AS counted_rows
