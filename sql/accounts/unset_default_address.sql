-- Makes room for another default.
UPDATE addresses SET is_default = false, updated_at = now() WHERE user_id = :user_id AND is_default
