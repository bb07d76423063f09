-- The registration of an address, verified or not.
SELECT id, email, email_key, registration, email_verified_at IS NOT NULL AS is_verified
FROM users
WHERE email_key = :email_key AND status = 'active'
