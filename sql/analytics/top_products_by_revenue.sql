-- What sold best of all time, by revenue.
SELECT s.product_id, products.name, s.orders, s.units, s.revenue
FROM product_sales AS s
JOIN products ON products.id = s.product_id
WHERE s.grain = 'all' AND s.units > 0
ORDER BY s.revenue DESC, s.product_id
LIMIT :most::int
