-- How many rows stream_audit has.
SELECT count(*)
FROM audit_log AS a
WHERE
    (:from_at::timestamptz IS NULL OR a.at >= :from_at)
    AND (:to_at::timestamptz IS NULL OR a.at < :to_at)
    AND (:actor_id::uuid IS NULL OR a.actor_id = :actor_id)
    AND (:action::text IS NULL OR a.action = :action)
    AND (:object_type::text IS NULL OR a.object_type = :object_type)
    AND (:object_id::text IS NULL OR a.object_id = :object_id)
