-- Who changed what, the newest first.
SELECT
    a.id,
    a.at,
    a.actor_id,
    u.email AS actor_email,
    a.api_key_id,
    a.action,
    a.object_type,
    a.object_id,
    a.before,
    a.after,
    a.request_id,
    a.address
FROM audit_log AS a
LEFT JOIN users AS u ON u.id = a.actor_id
WHERE
    (:actor_id::uuid IS NULL OR a.actor_id = :actor_id)
    AND (:action::text IS NULL OR a.action = :action)
    AND (:object_type::text IS NULL OR a.object_type = :object_type)
    AND (:object_id::text IS NULL OR a.object_id = :object_id)
    AND (:at_from::timestamptz IS NULL OR a.at >= :at_from)
    AND (:at_to::timestamptz IS NULL OR a.at < :at_to)
    AND (:before_id::uuid IS NULL OR a.id < :before_id)
ORDER BY a.id DESC
LIMIT :most::int
OFFSET :skip::int
