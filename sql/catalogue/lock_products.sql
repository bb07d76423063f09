-- Locks products for changes of many of them, in the order of their ids.
SELECT id, version FROM products WHERE id = ANY(:product_ids::uuid[]) ORDER BY id FOR UPDATE
