-- The reset that an address may still use.
SELECT password_resets.id, password_resets.user_id
FROM password_resets
JOIN users ON users.id = password_resets.user_id
WHERE
    users.email_key = :email_key AND users.status = 'active'
    AND password_resets.used_at IS NULL AND password_resets.expires_at > now()
