-- What a log-in is judged by.
SELECT id, password_hash, email_verified_at IS NOT NULL AS is_verified
FROM users
WHERE email_key = :email_key AND status = 'active'
