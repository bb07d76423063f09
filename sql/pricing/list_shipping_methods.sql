-- The ways an order may travel, in the shop's order.
SELECT id, code, name, amount, estimate_days
FROM shipping_methods
WHERE is_active
ORDER BY position, code
