-- Locks a cart for a change and keeps an anonymous one alive for another 30 days.
UPDATE carts
SET updated_at = now(), expires_at = CASE WHEN token_hash IS NOT NULL THEN now() + interval '30 days' END
WHERE (user_id = :user_id OR token_hash = :token_hash) AND (expires_at IS NULL OR expires_at > now())
RETURNING id, expires_at
