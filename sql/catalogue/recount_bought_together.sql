-- Counts anew what was bought in one order within a year.
WITH bought AS MATERIALIZED (
    SELECT DISTINCT line.order_id, line.product_id
    FROM orders
    JOIN order_items AS line ON line.order_id = orders.id
    WHERE orders.placed_at > now() - interval '1 year' AND orders.status <> 'cancelled'
), best AS MATERIALIZED (
    SELECT pair.product_id, pair.other_id, pair.orders
    FROM (
        SELECT
            one.product_id, other.product_id AS other_id, count(*)::int AS orders,
            row_number() OVER (PARTITION BY one.product_id ORDER BY count(*) DESC, other.product_id) AS place
        FROM bought AS one
        JOIN bought AS other ON other.order_id = one.order_id AND other.product_id <> one.product_id
        GROUP BY one.product_id, other.product_id
    ) AS pair
    JOIN product_listings AS l ON l.product_id = pair.other_id
    JOIN product_listings AS own ON own.product_id = pair.product_id
    WHERE pair.place <= 12
), gone AS (
    DELETE FROM bought_together AS old
    WHERE NOT EXISTS (
        SELECT 1 FROM best WHERE best.product_id = old.product_id AND best.other_id = old.other_id
    )
)
INSERT INTO bought_together AS kept (product_id, other_id, orders)
SELECT best.product_id, best.other_id, best.orders FROM best ORDER BY best.product_id, best.other_id
ON CONFLICT (product_id, other_id) DO UPDATE SET orders = excluded.orders WHERE kept.orders <> excluded.orders
