-- The rows of stream_audit as the text of a CSV.
SELECT
    a.id,
    instant_text(a.at) AS at,
    a.actor_id,
    neutral_text(actor.email) AS actor,
    a.api_key_id,
    neutral_text(a.action) AS action,
    neutral_text(a.object_type) AS object_type,
    neutral_text(a.object_id) AS object_id,
    neutral_text(a.before::text) AS before,
    neutral_text(a.after::text) AS after,
    neutral_text(a.request_id) AS request_id,
    neutral_text(a.address) AS address
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
