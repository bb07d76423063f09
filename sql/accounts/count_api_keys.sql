-- How many good keys a user has.
SELECT count(*)::int AS counted
FROM api_keys
WHERE user_id = :user_id AND (expires_at IS NULL OR expires_at > now())
