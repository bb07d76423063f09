-- Locks every admin who can act, in the order of their ids, so that two of them cannot remove each other at once.
SELECT id FROM users WHERE role = 'admin' AND status = 'active' ORDER BY id FOR UPDATE
