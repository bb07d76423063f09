-- Gives a user the address that he asked for and has now shown to be his. Fails on users_email_key where it is taken.
UPDATE users
SET email = email_changes.email, email_key = email_changes.email_key, updated_at = now()
FROM email_changes
WHERE
    users.id = :user_id AND email_changes.user_id = users.id AND email_changes.email_key = :email_key
    AND users.status = 'active'
RETURNING users.id
