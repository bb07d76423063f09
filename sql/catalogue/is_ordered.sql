-- Whether any order refers to the product.
SELECT EXISTS (SELECT 1 FROM order_items WHERE product_id = :product_id) AS is_ordered
