-- Returns what an order had taken. The ledger's unique index refuses a second return of the same line and cause.
WITH returned AS (
    SELECT r.variant_id, r.quantity, r.order_item_id
    FROM unnest(:variant_ids::uuid[], :quantities::int[], :order_item_ids::uuid[])
        AS r (variant_id, quantity, order_item_id)
), locked AS MATERIALIZED (
    SELECT inventory.variant_id, inventory.on_hand
    FROM inventory
    WHERE inventory.variant_id = ANY(:variant_ids::uuid[])
    ORDER BY inventory.variant_id
    FOR UPDATE
), changed AS (
    UPDATE inventory
    SET on_hand = inventory.on_hand + returned.quantity, updated_at = now()
    FROM returned
    JOIN locked ON locked.variant_id = returned.variant_id
    WHERE inventory.variant_id = returned.variant_id
    RETURNING inventory.variant_id, old.on_hand AS before, new.on_hand
), written AS (
    INSERT INTO stock_movements (variant_id, delta, reason, order_item_id, reference_id, actor_id)
    SELECT returned.variant_id, returned.quantity, :reason, returned.order_item_id, :reference_id, :actor_id
    FROM returned
)
SELECT changed.variant_id, changed.before, changed.on_hand
FROM changed
ORDER BY changed.variant_id
