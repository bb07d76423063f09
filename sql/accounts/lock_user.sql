-- Locks an account that is active, so that what belongs to it changes in one order.
SELECT id FROM users WHERE id = :user_id AND status = 'active' FOR UPDATE
