-- An account that is verified from the start.
INSERT INTO users (email, email_key, full_name, role, vendor_id, password_hash, email_verified_at)
VALUES (:email, :email_key, :full_name, :role, :vendor_id, :password_hash, now())
RETURNING id
