-- A new cart; no row where somebody else has just made it.
INSERT INTO carts (user_id, token_hash, expires_at)
VALUES (:user_id, :token_hash, CASE WHEN :token_hash::bytea IS NOT NULL THEN now() + interval '30 days' END)
ON CONFLICT DO NOTHING
RETURNING id, expires_at
