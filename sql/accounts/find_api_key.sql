-- Who calls with a key, as he is now. Asked for every request with a key: two look-ups by unique index.
SELECT
    api_keys.id,
    users.id AS user_id,
    users.role,
    users.vendor_id,
    users.email,
    api_keys.scopes,
    api_keys.last_used_at IS NULL OR api_keys.last_used_at < now() - interval '1 minute' AS is_use_unknown
FROM api_keys
JOIN users ON users.id = api_keys.user_id
WHERE
    api_keys.key_hash = :key_hash AND users.status = 'active'
    AND (api_keys.expires_at IS NULL OR api_keys.expires_at > now())
