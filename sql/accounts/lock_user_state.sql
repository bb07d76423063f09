-- What an admin may change of a user, under the lock of his row.
SELECT role, status, vendor_id, full_name FROM users WHERE id = :user_id FOR UPDATE
