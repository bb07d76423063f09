-- Whether a product is in a list.
SELECT count(*) > 0 AS is_wished
FROM wishes
WHERE wishes.wishlist_id = :wishlist_id AND wishes.product_id = :product_id
