-- Gives the orders of a period the lines drawn for them, as their statuses say they now are.
WITH lines AS (
    INSERT INTO order_items (
        id, order_id, position, product_id, vendor_id, variant_id, sku, name, options, quantity, unit_price, line_total,
        refunded_quantity, restocked_quantity, shipped_quantity
    )
    SELECT
        overlay(orders.id::text, '7' || lpad(to_hex(line.position), 3, '0'), 15)::uuid,
        orders.id,
        line.position,
        variants.product_id,
        products.vendor_id,
        variants.id,
        variants.sku,
        products.name,
        variants.options,
        line.quantity,
        line.price,
        line.price * line.quantity,
        CASE WHEN back.is_refunded THEN line.quantity ELSE 0 END,
        CASE WHEN back.is_refunded OR orders.status = 'cancelled' THEN line.quantity ELSE 0 END,
        CASE WHEN orders.status IN ('shipped', 'delivered') THEN line.quantity ELSE 0 END
    FROM (
        SELECT
            'R' || translate(
                lpad(to_hex((n::bigint * 2654435761) & 4294967295), 8, '0'), '01abcdef', 'RSABCDEF'
            ) AS number,
            variant_id,
            quantity,
            price,
            row_number() OVER (PARTITION BY n ORDER BY place)::int AS position
        FROM unnest(:numbers::int[], :variant_ids::uuid[], :quantities::int[], :unit_prices::bigint[]) WITH ORDINALITY
            AS drawn (n, variant_id, quantity, price, place)
    ) AS line
    JOIN orders ON orders.number = line.number
    JOIN variants ON variants.id = line.variant_id
    JOIN products ON products.id = variants.product_id
    -- Who sends back sends back the first line, or everything.
    CROSS JOIN LATERAL (
        SELECT orders.status = 'refunded' OR (orders.refunded_total > 0 AND line.position = 1) AS is_refunded
    ) AS back
    WHERE orders.placed_at >= :from_at AND orders.placed_at < :to_at
    ORDER BY orders.placed_at, orders.id, line.position
    RETURNING order_id, vendor_id
)

INSERT INTO vendor_orders (order_id, vendor_id, placed_at, status)
SELECT DISTINCT orders.id, lines.vendor_id, orders.placed_at, orders.status
FROM lines
JOIN orders ON orders.id = lines.order_id
WHERE lines.vendor_id IS NOT NULL
