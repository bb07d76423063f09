-- What the orders of a period did to the stock: goods delivered for them beforehand, sold, and some of them put back.
-- Nothing was therefore ever sold that was not there. Locks the stock rows it adds to in the order of their ids.
WITH sold AS MATERIALIZED (
    SELECT
        order_items.id,
        order_items.variant_id,
        order_items.quantity,
        order_items.restocked_quantity,
        orders.id AS order_id,
        orders.status,
        orders.placed_at,
        orders.updated_at
    FROM orders
    JOIN order_items ON order_items.order_id = orders.id
    WHERE orders.placed_at >= :from_at AND orders.placed_at < :to_at
), moved AS (
    SELECT
        (
            lpad(to_hex((extract(EPOCH FROM :from_at::timestamptz) * 1000)::bigint), 12, '0') || '7f00'
            || overlay(left(md5(variants.id::text), 16), '8', 1)
        )::uuid AS id,
        variants.id AS variant_id,
        needed.quantity::int AS delta, 'import' AS reason, NULL::uuid AS order_item_id, NULL::uuid AS reference_id,
        greatest(variants.created_at, :from_at) AS at
    FROM (SELECT variant_id, sum(quantity) AS quantity FROM sold GROUP BY variant_id) AS needed
    JOIN variants ON variants.id = needed.variant_id
    UNION ALL
    SELECT id, variant_id, -quantity, 'sale', id, NULL, placed_at
    FROM sold
    UNION ALL
    SELECT
        overlay(id::text, '71', 15)::uuid, variant_id, restocked_quantity,
        CASE status WHEN 'cancelled' THEN 'cancel' ELSE 'refund' END,
        id, CASE WHEN status <> 'cancelled' THEN order_id END, updated_at
    FROM sold
    WHERE restocked_quantity > 0
), written AS (
    INSERT INTO stock_movements (id, variant_id, delta, reason, order_item_id, reference_id, created_at)
    SELECT id, variant_id, delta, reason, order_item_id, reference_id, at FROM moved
), locked AS MATERIALIZED (
    SELECT inventory.variant_id
    FROM inventory
    WHERE inventory.variant_id IN (SELECT sold.variant_id FROM sold WHERE sold.restocked_quantity > 0)
    ORDER BY inventory.variant_id
    FOR UPDATE
)
UPDATE inventory
SET on_hand = inventory.on_hand + back.quantity
FROM (SELECT variant_id, sum(restocked_quantity)::int AS quantity FROM sold GROUP BY variant_id) AS back
JOIN locked ON locked.variant_id = back.variant_id
WHERE inventory.variant_id = back.variant_id
