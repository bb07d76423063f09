-- How many rows stream_products has.
SELECT count(*)
FROM chosen_products(:chosen::jsonb) AS products
INNER JOIN variants ON products.id = variants.product_id AND variants.removed_at IS NULL
