-- The address that a user has and the one that he wants.
SELECT
    users.email AS old_email,
    email_changes.email,
    email_changes.email_key,
    users.email_key = email_changes.email_key AS is_done
FROM email_changes
JOIN users ON users.id = email_changes.user_id
WHERE email_changes.user_id = :user_id AND users.status = 'active'
