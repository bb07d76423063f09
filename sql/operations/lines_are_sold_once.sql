-- Every line of an order took its stock once, in full, at one location or at several.
SELECT line.id::text AS id
FROM order_items AS line
LEFT JOIN stock_movements AS sale ON sale.order_item_id = line.id AND sale.reason = 'sale'
GROUP BY line.id
HAVING
    count(sale.id) FILTER (WHERE sale.part = 0) <> 1
    OR sum(-sale.delta) <> line.quantity
    OR bool_or(sale.variant_id <> line.variant_id)
