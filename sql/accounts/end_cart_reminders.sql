-- Somebody wants no more mails about his cart.
UPDATE users SET accepts_cart_reminders = false, updated_at = now()
WHERE id = :user_id AND accepts_cart_reminders
