-- Locks somebody who changes his lists, so that their limits hold. No row for one whose account is closed.
SELECT id FROM users WHERE id = :user_id AND status = 'active' FOR NO KEY UPDATE
