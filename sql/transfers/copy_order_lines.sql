-- The rows of stream_order_lines as the text of a CSV.
SELECT
    orders.id AS order_id,
    orders.number AS order_number,
    instant_text(orders.placed_at) AS placed_at,
    orders.status,
    orders.payment_status,
    line.id AS line_id,
    line.product_id,
    line.variant_id,
    neutral_text(line.sku) AS sku,
    neutral_text(line.name) AS name,
    neutral_text(coalesce((
        SELECT string_agg(chosen.key || ': ' || chosen.value, ' / ' ORDER BY chosen.key)
        FROM jsonb_each_text(line.options) AS chosen
    ), '')) AS options,
    neutral_text(vendors.name) AS vendor,
    orders.currency,
    line.unit_price * minor_unit(orders.currency) AS unit_price,
    line.quantity,
    line.discount * minor_unit(orders.currency) AS discount,
    line.line_total * minor_unit(orders.currency) AS line_total,
    line.tax * minor_unit(orders.currency) AS tax,
    neutral_text(line.tax_name) AS tax_name,
    line.shipped_quantity,
    line.refunded_quantity,
    line.restocked_quantity
FROM chosen_orders(:chosen::jsonb) AS orders
INNER JOIN order_items AS line ON orders.id = line.order_id
LEFT JOIN vendors ON line.vendor_id = vendors.id
ORDER BY orders.placed_at, orders.id, line.position, line.id
