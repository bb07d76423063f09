-- Counts the pieces sold in the last 90 days, and writes down only what is another number than before.
UPDATE product_documents AS d
SET popularity = counted.units
FROM (
    SELECT known.product_id, coalesce(sold.units, 0) AS units
    FROM product_documents AS known
    LEFT JOIN (
        SELECT line.product_id, sum(line.quantity) AS units
        FROM orders
        JOIN order_items AS line ON line.order_id = orders.id
        WHERE orders.placed_at > now() - interval '90 days' AND orders.status <> 'cancelled'
        GROUP BY line.product_id
    ) AS sold ON sold.product_id = known.product_id
    WHERE known.popularity <> coalesce(sold.units, 0)
) AS counted
WHERE d.product_id = counted.product_id
