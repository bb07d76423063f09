-- Removes a product that nothing refers to, with its variants and pictures, and gives the pictures that have files in
-- storage. What is made from it goes by its foreign keys.
WITH pictures AS (
    DELETE FROM images WHERE images.product_id = :product_id RETURNING images.id, images.content_hash
), sold AS (
    DELETE FROM variants WHERE variants.product_id = :product_id
), gone AS (
    DELETE FROM products WHERE products.id = :product_id
)
SELECT pictures.id FROM pictures WHERE pictures.content_hash IS NOT NULL
