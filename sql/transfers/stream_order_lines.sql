-- Streams the lines of the chosen orders as they were bought, oldest order first.
SELECT
    orders.id::text AS order_id,
    orders.number AS order_number,
    orders.placed_at,
    orders.status,
    orders.payment_status,
    line.id::text AS line_id,
    line.product_id::text AS product_id,
    line.variant_id::text AS variant_id,
    line.sku,
    line.name,
    coalesce((
        SELECT string_agg(chosen.key || ': ' || chosen.value, ' / ' ORDER BY chosen.key)
        FROM jsonb_each_text(line.options) AS chosen
    ), '') AS options,
    vendors.name AS vendor,
    orders.currency,
    line.unit_price,
    line.quantity,
    line.discount,
    line.line_total,
    line.tax,
    line.tax_name,
    line.shipped_quantity,
    line.refunded_quantity,
    line.restocked_quantity
FROM chosen_orders(:chosen::jsonb) AS orders
INNER JOIN order_items AS line ON orders.id = line.order_id
LEFT JOIN vendors ON line.vendor_id = vendors.id
ORDER BY orders.placed_at, orders.id, line.position, line.id
