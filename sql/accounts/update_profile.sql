-- Changes what a user may change of himself; what is not given stays.
UPDATE users
SET
    full_name = coalesce(:full_name, full_name),
    phone = CASE WHEN :sets_phone::boolean THEN :phone ELSE phone END,
    accepts_cart_reminders = coalesce(:accepts_cart_reminders, accepts_cart_reminders),
    updated_at = now()
WHERE id = :user_id AND status = 'active'
RETURNING
    id, email, full_name, phone, role, accepts_cart_reminders, email_verified_at IS NOT NULL AS email_verified,
    created_at
