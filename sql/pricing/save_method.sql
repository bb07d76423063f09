-- Writes a shipping method, a new one or a known one.
INSERT INTO shipping_methods (
    id, code, name, zone_id, kind, amount, tiers, free_over, max_weight_grams, estimate_days, position, is_active
)
VALUES (
    coalesce(:id::uuid, uuidv7()), :code, :name, :zone_id, :kind, :amount, :tiers, :free_over, :max_weight_grams,
    :estimate_days, :position, :is_active
)
ON CONFLICT (id) DO UPDATE SET
    code = excluded.code, name = excluded.name, zone_id = excluded.zone_id, kind = excluded.kind,
    amount = excluded.amount, tiers = excluded.tiers, free_over = excluded.free_over,
    max_weight_grams = excluded.max_weight_grams, estimate_days = excluded.estimate_days,
    position = excluded.position, is_active = excluded.is_active, version = shipping_methods.version + 1
RETURNING id
