-- All shipping methods in the shop's order.
SELECT
    m.id, m.code, m.name, m.zone_id, m.kind, m.amount, m.tiers, m.free_over, m.max_weight_grams, m.estimate_days,
    m.position, m.is_active, m.version
FROM shipping_methods AS m
ORDER BY m.position, m.code, m.id
