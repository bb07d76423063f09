-- A line is its price times its number, less its discount.
SELECT line.id::text AS id
FROM order_items AS line
WHERE line.line_total <> line.unit_price * line.quantity - line.discount
