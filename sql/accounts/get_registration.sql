-- What a verification link is judged by, and where its mail goes.
SELECT id, email, email_key, registration, email_verified_at IS NOT NULL AS is_verified
FROM users
WHERE id = :user_id AND status = 'active'
