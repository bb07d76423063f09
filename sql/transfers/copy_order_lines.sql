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
FROM orders
INNER JOIN order_items AS line ON orders.id = line.order_id
LEFT JOIN vendors ON line.vendor_id = vendors.id
WHERE
    (:from_at::timestamptz IS NULL OR orders.placed_at >= :from_at)
    AND (:to_at::timestamptz IS NULL OR orders.placed_at < :to_at)
    AND (:statuses::text[] IS NULL OR orders.status = ANY(:statuses))
    AND (:payment_statuses::text[] IS NULL OR orders.payment_status = ANY(:payment_statuses))
    AND (:search::text IS NULL OR orders.id IN (SELECT found_orders(:search)))
    AND (:email::text IS NULL OR orders.email = :email)
    AND (:user_id::uuid IS NULL OR orders.user_id = :user_id)
ORDER BY orders.placed_at, orders.id, line.position, line.id
