-- A list by its name, with how many wishes it has.
SELECT
    wishlists.id,
    (SELECT count(*)::int FROM wishes WHERE wishes.wishlist_id = wishlists.id) AS wishes
FROM wishlists
WHERE wishlists.user_id = :user_id AND wishlists.name = :name
