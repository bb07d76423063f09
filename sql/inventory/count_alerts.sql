-- How many variants in sale run low, counted to a limit.
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM low_stock
    JOIN inventory ON inventory.variant_id = low_stock.variant_id
    JOIN variants ON variants.id = low_stock.variant_id
    JOIN products ON products.id = variants.product_id
    WHERE
        variants.removed_at IS NULL AND products.status = 'active'
        AND (NOT :is_sold_out::boolean OR inventory.on_hand = 0)
    LIMIT :most::int
) AS counted
