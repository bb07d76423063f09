-- The cart of a user or of the holder of a token.
SELECT id, expires_at
FROM carts
WHERE (user_id = :user_id OR token_hash = :token_hash) AND (expires_at IS NULL OR expires_at > now())
