-- Keeps a hash of the same password made with the parameters of today, unless the password changed in the meantime.
UPDATE users
SET password_hash = :new_password_hash
WHERE id = :user_id AND password_hash = :password_hash
