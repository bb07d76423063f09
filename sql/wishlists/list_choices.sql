-- The variants that a wish may mean, at most two: the one it names, otherwise those of its product that are for sale.
SELECT variants.id
FROM wishlists
JOIN wishes ON wishes.wishlist_id = wishlists.id
JOIN variants ON variants.product_id = wishes.product_id
WHERE
    wishlists.user_id = :user_id AND wishlists.name = :name AND wishes.product_id = :product_id
    AND CASE
        WHEN :variant_id::uuid IS NOT NULL THEN variants.id = :variant_id
        WHEN wishes.variant_id IS NOT NULL THEN variants.id = wishes.variant_id
        ELSE variants.removed_at IS NULL
    END
ORDER BY variants.id
LIMIT 2
