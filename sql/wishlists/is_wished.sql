-- Whether a product is in a list.
SELECT EXISTS (
    SELECT FROM wishes WHERE wishes.wishlist_id = :wishlist_id AND wishes.product_id = :product_id
) AS is_wished
