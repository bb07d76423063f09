-- Returns what an order had taken, to the locations it was taken from. The ledger's unique index refuses a second
-- return of the same line and cause.
WITH returned AS MATERIALIZED (
    SELECT
        r.variant_id,
        r.quantity,
        r.order_item_id,
        CASE
            WHEN EXISTS (
                SELECT FROM stock_movements AS sale
                WHERE sale.order_item_id = r.order_item_id AND sale.location_id IS NOT NULL
            ) THEN origin_elsewhere(r.order_item_id, r.quantity)
        END AS elsewhere
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
    SET
        on_hand = inventory.on_hand + returned.quantity,
        elsewhere = CASE
            WHEN returned.elsewhere IS NULL THEN inventory.elsewhere
            ELSE elsewhere_plus(inventory.elsewhere, returned.elsewhere)
        END,
        updated_at = now()
    FROM returned
    JOIN locked ON locked.variant_id = returned.variant_id
    WHERE inventory.variant_id = returned.variant_id
    RETURNING
        inventory.variant_id,
        returned.quantity,
        returned.order_item_id,
        returned.elsewhere AS returned_elsewhere,
        old.on_hand AS was_on_hand,
        old.elsewhere AS was_elsewhere,
        new.on_hand,
        new.elsewhere
), written AS (
    INSERT INTO stock_movements (variant_id, delta, reason, order_item_id, reference_id, actor_id)
    SELECT changed.variant_id, changed.quantity, :reason, changed.order_item_id, :reference_id, :actor_id
    FROM changed
    WHERE changed.returned_elsewhere IS NULL
), divided AS (
    INSERT INTO stock_movements (
        variant_id, delta, reason, order_item_id, reference_id, actor_id, part, location_id
    )
    SELECT
        changed.variant_id, moved.delta, :reason, changed.order_item_id, :reference_id, :actor_id, moved.part,
        moved.location_id
    FROM changed
    CROSS JOIN LATERAL stock_parts(
        changed.was_on_hand, changed.was_elsewhere, changed.on_hand, changed.elsewhere
    ) AS moved
    WHERE changed.returned_elsewhere IS NOT NULL
)
SELECT changed.variant_id, changed.was_on_hand AS before, changed.on_hand
FROM changed
ORDER BY changed.variant_id
