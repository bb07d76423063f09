-- A user as he sees himself.
SELECT
    id, email, full_name, phone, role, accepts_cart_reminders, email_verified_at IS NOT NULL AS email_verified,
    created_at
FROM users
WHERE id = :user_id AND status = 'active'
