-- A new cart, locked; where somebody else has just made the user's, that one.
INSERT INTO carts (user_id, token_hash, expires_at)
VALUES (:user_id, :token_hash, CASE WHEN :token_hash::bytea IS NOT NULL THEN now() + interval '30 days' END)
ON CONFLICT (user_id) DO UPDATE SET updated_at = now()
RETURNING id, expires_at
