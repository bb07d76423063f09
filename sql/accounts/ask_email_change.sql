-- Writes down which address a user wants; the last wish counts.
INSERT INTO email_changes (user_id, email, email_key)
VALUES (:user_id, :email, :email_key)
ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, email_key = excluded.email_key, asked_at = now()
