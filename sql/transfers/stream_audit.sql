-- Streams who changed what, oldest entry first.
SELECT
    a.id::text AS id,
    a.at,
    a.actor_id::text AS actor_id,
    actor.email AS actor,
    a.api_key_id::text AS api_key_id,
    a.action,
    a.object_type,
    a.object_id,
    a.before::text AS before,
    a.after::text AS after,
    a.request_id,
    a.address
FROM audit_log AS a
LEFT JOIN users AS actor ON a.actor_id = actor.id
WHERE
    (:from_at::timestamptz IS NULL OR a.at >= :from_at)
    AND (:to_at::timestamptz IS NULL OR a.at < :to_at)
    AND (:actor_id::uuid IS NULL OR a.actor_id = :actor_id)
    AND (:action::text IS NULL OR a.action = :action)
    AND (:object_type::text IS NULL OR a.object_type = :object_type)
    AND (:object_id::text IS NULL OR a.object_id = :object_id)
ORDER BY a.id
