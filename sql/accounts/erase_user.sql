-- Forgets who somebody was. The row stays, because orders and records refer to it.
WITH forgotten_sessions AS (
    UPDATE sessions
    SET
        ended_at = coalesce(ended_at, now()),
        end_reason = coalesce(end_reason, 'erased'),
        user_agent = NULL,
        address = NULL,
        network = NULL
    WHERE user_id = :user_id
),

forgotten_addresses AS (
    DELETE FROM addresses WHERE user_id = :user_id
),

forgotten_keys AS (
    DELETE FROM api_keys WHERE user_id = :user_id
),

forgotten_resets AS (
    DELETE FROM password_resets WHERE user_id = :user_id
),

forgotten_changes AS (
    DELETE FROM email_changes WHERE user_id = :user_id
)

UPDATE users
SET
    email = 'erased-' || id || '@erased.invalid',
    email_key = 'erased-' || id || '@erased.invalid',
    full_name = 'Erased',
    phone = NULL,
    password_hash = NULL,
    accepts_cart_reminders = false,
    status = 'erased',
    updated_at = now()
WHERE id = :user_id AND status = 'active'
RETURNING id
