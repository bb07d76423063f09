-- Takes a product out of a list.
DELETE FROM wishes
USING wishlists
WHERE
    wishlists.id = wishes.wishlist_id AND wishlists.user_id = :user_id AND wishlists.name = :name
    AND wishes.product_id = :product_id
RETURNING wishes.id
