-- The rows of stream_orders as the text of a CSV.
SELECT
    orders.id,
    orders.number,
    instant_text(orders.placed_at) AS placed_at,
    orders.status,
    orders.payment_status,
    neutral_text(orders.email) AS email,
    orders.currency,
    orders.subtotal * lines.unit AS subtotal,
    orders.discount_total * lines.unit AS discount_total,
    orders.shipping_total * lines.unit AS shipping_total,
    orders.tax_total * lines.unit AS tax_total,
    orders.total * lines.unit AS total,
    orders.paid_total * lines.unit AS paid_total,
    orders.refunded_total * lines.unit AS refunded_total,
    lines.items,
    lines.units,
    neutral_text(orders.coupon) AS coupon,
    neutral_text(orders.shipping_method) AS shipping_method,
    neutral_text(orders.shipping_address ->> 'full_name') AS shipping_name,
    neutral_text(orders.shipping_address ->> 'city') AS shipping_city,
    neutral_text(orders.shipping_address ->> 'region') AS shipping_region,
    neutral_text(orders.shipping_address ->> 'postal_code') AS shipping_postal_code,
    neutral_text(orders.shipping_address ->> 'country') AS shipping_country
FROM chosen_orders(:chosen::jsonb) AS orders
CROSS JOIN LATERAL (
    SELECT
        minor_unit(orders.currency) AS unit,
        count(*) AS items,
        coalesce(sum(order_items.quantity), 0) AS units
    FROM order_items
    WHERE order_items.order_id = orders.id
) AS lines
ORDER BY orders.placed_at, orders.id
