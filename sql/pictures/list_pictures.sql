-- All pictures of a product in their order, whatever their state.
SELECT
    id, status, error, alt, position, variant_id, format, width, height, bytes, source_url, renditions, created_at
FROM images
WHERE product_id = :product_id
ORDER BY position, id
