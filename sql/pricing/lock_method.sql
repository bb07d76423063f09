-- Locks a shipping method for a change.
SELECT m.id, m.version FROM shipping_methods AS m WHERE m.id = :id FOR UPDATE
