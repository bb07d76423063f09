-- An order with the lines of a vendor. No row where it has none of his.
SELECT
    o.id, o.number, o.status, o.currency, his.items, his.item_count, his.items_total, o.shipping_method,
    jsonb_build_object('country', o.shipping_address -> 'country', 'region', o.shipping_address -> 'region') AS ship_to,
    o.placed_at
FROM orders AS o
JOIN (
    SELECT
        line.order_id,
        jsonb_agg(jsonb_build_object(
            'id', line.id, 'product_id', line.product_id, 'variant_id', line.variant_id, 'sku', line.sku,
            'name', line.name, 'options', line.options, 'quantity', line.quantity, 'unit_price', line.unit_price,
            'discount', line.discount, 'line_total', line.line_total, 'refunded_quantity', line.refunded_quantity
        ) ORDER BY line.position) AS items,
        sum(line.quantity)::int AS item_count,
        sum(line.line_total)::bigint AS items_total
    FROM order_items AS line
    WHERE line.order_id = :order_id AND line.vendor_id = :vendor_id
    GROUP BY line.order_id
) AS his ON his.order_id = o.id
