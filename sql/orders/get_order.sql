-- An order with its lines.
SELECT
    o.id, o.number, o.user_id, o.status, o.payment_status, o.payment_provider, o.currency,
    (
        SELECT jsonb_agg(jsonb_build_object(
            'id', line.id, 'product_id', line.product_id, 'variant_id', line.variant_id, 'sku', line.sku,
            'name', line.name, 'options', line.options, 'quantity', line.quantity, 'unit_price', line.unit_price,
            'discount', line.discount, 'tax', line.tax, 'line_total', line.line_total,
            'refunded_quantity', line.refunded_quantity,
            'shipped_quantity', line.shipped_quantity
        ) ORDER BY line.position)
        FROM order_items AS line
        WHERE line.order_id = o.id
    ) AS items,
    o.subtotal, o.discount_total, o.shipping_total, o.tax_total, o.prices_include_tax, o.total, o.paid_total,
    o.refunded_total, o.coupon, o.shipping_method, o.shipping_address, o.billing_address, o.email, o.note, o.placed_at,
    o.updated_at
FROM orders AS o
WHERE o.id = :order_id
