-- Counts a change of locked products.
UPDATE products SET version = version + 1, updated_at = now() WHERE id = ANY(:product_ids::uuid[])
