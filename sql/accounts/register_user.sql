-- A new account, or a new registration of an address that nobody has verified: then the last password and name count.
-- Answers with `is_open` false where the address belongs to somebody; no row where he appeared at this moment.
WITH registered AS (
    INSERT INTO users (email, email_key, full_name, password_hash)
    VALUES (:email, :email_key, :full_name, :password_hash)
    ON CONFLICT (email_key) DO UPDATE
    SET
        email = excluded.email,
        full_name = excluded.full_name,
        password_hash = excluded.password_hash,
        registration = users.registration + 1,
        updated_at = now()
    WHERE users.email_verified_at IS NULL AND users.status = 'active'
    RETURNING id, registration
)
SELECT
    registered.id,
    registered.registration,
    true AS is_open
FROM registered
UNION ALL
SELECT
    users.id,
    users.registration,
    false AS is_open
FROM users
WHERE users.email_key = :email_key AND NOT EXISTS (SELECT 1 FROM registered)
