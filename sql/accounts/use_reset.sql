-- Uses a reset up; no row where somebody else was faster. Who reads the address's mail has also verified it.
WITH used AS (
    UPDATE password_resets
    SET used_at = now()
    WHERE user_id = :user_id AND id = :reset_id AND used_at IS NULL AND expires_at > now()
    RETURNING user_id
)
UPDATE users
SET
    password_hash = :password_hash,
    email_verified_at = coalesce(users.email_verified_at, now()),
    updated_at = now()
FROM used
WHERE users.id = used.user_id AND users.status = 'active'
RETURNING users.id
