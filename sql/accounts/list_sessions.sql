-- The live sessions of a user, the newest first.
SELECT
    id, user_agent AS device, address, created_at, last_used_at, expires_at,
    coalesce(id = :current_id, false) AS is_current
FROM sessions
WHERE
    user_id = :user_id AND ended_at IS NULL AND expires_at > now()
    AND (:after_id::uuid IS NULL OR id < :after_id)
ORDER BY id DESC
LIMIT :most::int
OFFSET :skip::int
