-- Removes a product that nothing refers to, with its variants and the pictures that an import named. What is made from
-- it goes by its foreign keys.
WITH pictures AS (
    DELETE FROM images WHERE images.product_id = :product_id
), sold AS (
    DELETE FROM variants WHERE variants.product_id = :product_id
)
DELETE FROM products WHERE products.id = :product_id
