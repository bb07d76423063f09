-- What has lain in stock for 90 days and sold nothing, the most valuable first.
SELECT
    s.variant_id, s.product_id, variants.sku, products.name, s.on_hand, s.value, s.sold_30, s.sold_90, s.days_of_cover
FROM stock_figures AS s
JOIN variants ON variants.id = s.variant_id
JOIN products ON products.id = s.product_id
WHERE s.is_dead
ORDER BY s.value DESC, s.variant_id
LIMIT :most::int
