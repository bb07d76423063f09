-- A new password, unless the one that was just checked has changed in the meantime.
UPDATE users
SET password_hash = :new_password_hash, updated_at = now()
WHERE id = :user_id AND password_hash = :password_hash AND status = 'active'
RETURNING id
