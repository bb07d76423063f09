-- The totals of an order are the sums of its lines.
SELECT orders.id::text AS id
FROM orders
LEFT JOIN (
    SELECT
        line.order_id, sum(line.unit_price * line.quantity) AS subtotal, sum(line.discount) AS discount,
        sum(line.tax) AS tax
    FROM order_items AS line
    GROUP BY line.order_id
) AS summed ON summed.order_id = orders.id
WHERE orders.subtotal IS DISTINCT FROM summed.subtotal
    OR orders.discount_total IS DISTINCT FROM summed.discount
    OR orders.tax_total IS DISTINCT FROM summed.tax + orders.shipping_tax
    OR orders.total <> orders.subtotal - orders.discount_total + orders.shipping_total
        + CASE WHEN orders.prices_include_tax THEN 0 ELSE orders.tax_total END
