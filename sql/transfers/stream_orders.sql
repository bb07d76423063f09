-- Streams the chosen orders, oldest first, as they are written into a file.
SELECT
    orders.id::text AS id,
    orders.number,
    orders.placed_at,
    orders.status,
    orders.payment_status,
    orders.email,
    orders.currency,
    orders.subtotal,
    orders.discount_total,
    orders.shipping_total,
    orders.tax_total,
    orders.total,
    orders.paid_total,
    orders.refunded_total,
    lines.items,
    lines.units,
    orders.coupon,
    orders.shipping_method,
    orders.shipping_address ->> 'full_name' AS shipping_name,
    orders.shipping_address ->> 'city' AS shipping_city,
    orders.shipping_address ->> 'region' AS shipping_region,
    orders.shipping_address ->> 'postal_code' AS shipping_postal_code,
    orders.shipping_address ->> 'country' AS shipping_country
FROM chosen_orders(:chosen::jsonb) AS orders
CROSS JOIN LATERAL (
    SELECT
        count(*)::int AS items,
        coalesce(sum(order_items.quantity), 0)::bigint AS units
    FROM order_items
    WHERE order_items.order_id = orders.id
) AS lines
ORDER BY orders.placed_at, orders.id
