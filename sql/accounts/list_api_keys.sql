-- A user's keys that are still good, the newest first.
SELECT id, name, prefix, scopes, created_at, expires_at, last_used_at
FROM api_keys
WHERE
    user_id = :user_id AND (expires_at IS NULL OR expires_at > now())
    AND (:after_id::uuid IS NULL OR id < :after_id)
ORDER BY id DESC
LIMIT :most::int
OFFSET :skip::int
