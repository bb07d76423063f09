-- What will be sold out soonest.
SELECT
    s.variant_id, s.product_id, variants.sku, products.name, s.on_hand, s.value, s.sold_30, s.sold_90, s.days_of_cover
FROM stock_figures AS s
JOIN variants ON variants.id = s.variant_id
JOIN products ON products.id = s.product_id
WHERE s.days_of_cover IS NOT NULL AND s.on_hand > 0
ORDER BY s.days_of_cover, s.variant_id
LIMIT :most::int
