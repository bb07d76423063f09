-- Takes what an order needs, each variant once, and writes the ledger; says of each whether there was enough.
-- Rows are locked in the order of their ids, so that two orders cannot wait for each other; the caller takes back the
-- whole transaction when one line is short. What lies at one location is neither divided nor asked where it lies.
WITH wanted AS (
    SELECT w.variant_id, w.quantity, w.order_item_id
    FROM unnest(:variant_ids::uuid[], :quantities::int[], :order_item_ids::uuid[])
        AS w (variant_id, quantity, order_item_id)
), locked AS MATERIALIZED (
    SELECT inventory.variant_id, inventory.on_hand
    FROM inventory
    WHERE inventory.variant_id = ANY(:variant_ids::uuid[])
    ORDER BY inventory.variant_id
    FOR UPDATE
), taken AS (
    UPDATE inventory
    SET
        on_hand = inventory.on_hand - wanted.quantity,
        elsewhere = CASE
            WHEN inventory.elsewhere IS NOT NULL
                THEN elsewhere_after(inventory.elsewhere, inventory.on_hand, -wanted.quantity)
        END,
        updated_at = now()
    FROM wanted
    JOIN locked ON locked.variant_id = wanted.variant_id
    WHERE inventory.variant_id = wanted.variant_id AND inventory.on_hand >= wanted.quantity
    RETURNING
        inventory.variant_id,
        wanted.quantity,
        wanted.order_item_id,
        old.on_hand AS was_on_hand,
        old.elsewhere AS was_elsewhere,
        new.on_hand,
        new.elsewhere
), written AS (
    INSERT INTO stock_movements (variant_id, delta, reason, order_item_id)
    SELECT taken.variant_id, -taken.quantity, 'sale', taken.order_item_id
    FROM taken
    WHERE taken.was_elsewhere IS NULL
), divided AS (
    INSERT INTO stock_movements (variant_id, delta, reason, order_item_id, part, location_id)
    SELECT taken.variant_id, moved.delta, 'sale', taken.order_item_id, moved.part, moved.location_id
    FROM taken
    CROSS JOIN LATERAL stock_parts(taken.was_on_hand, taken.was_elsewhere, taken.on_hand, taken.elsewhere) AS moved
    WHERE taken.was_elsewhere IS NOT NULL
)
SELECT
    wanted.variant_id,
    coalesce(locked.on_hand, 0) AS available,
    taken.variant_id IS NOT NULL AS is_taken
FROM wanted
LEFT JOIN locked ON locked.variant_id = wanted.variant_id
LEFT JOIN taken ON taken.variant_id = wanted.variant_id
ORDER BY wanted.variant_id
