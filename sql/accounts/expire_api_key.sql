-- Lets a key be good for so many seconds more at most; no row where it is not this user's or is over already.
UPDATE api_keys
SET expires_at = least(expires_at, now() + :seconds::int * interval '1 second')
WHERE id = :key_id AND user_id = :user_id AND (expires_at IS NULL OR expires_at > now())
RETURNING id, name, prefix, scopes, created_at, expires_at, last_used_at
