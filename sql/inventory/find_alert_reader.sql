-- The address of an admin, while he is one.
SELECT users.email FROM users WHERE users.id = :user_id AND users.role = 'admin' AND users.status = 'active'
