-- Counts the pieces sold in the last 90 days, writes only where it is another number than before, and says of how many.
WITH sold AS MATERIALIZED (
    SELECT line.product_id, sum(line.quantity) AS units
    FROM orders
    JOIN order_items AS line ON line.order_id = orders.id
    WHERE orders.placed_at > now() - interval '90 days' AND orders.status <> 'cancelled'
    GROUP BY line.product_id
), changed AS (
    UPDATE product_listings AS l
    SET popularity = counted.units
    FROM (
        SELECT sold.product_id, sold.units FROM sold
        UNION ALL
        SELECT known.product_id, 0
        FROM product_listings AS known
        WHERE known.popularity > 0 AND known.product_id NOT IN (SELECT sold.product_id FROM sold)
    ) AS counted
    WHERE l.product_id = counted.product_id AND l.popularity <> counted.units
    RETURNING 1
)
SELECT count(*)::int AS products FROM changed
