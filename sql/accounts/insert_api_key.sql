-- Keeps a key's hash; the key itself is told once and known to nobody else.
INSERT INTO api_keys (user_id, name, prefix, key_hash, scopes, expires_at)
VALUES (:user_id, :name, :prefix, :key_hash, :scopes, :expires_at)
RETURNING id, name, prefix, scopes, created_at, expires_at, last_used_at
