-- Somebody's lists in the order they were made.
SELECT
    list.name,
    (SELECT count(*)::int FROM wishes WHERE wishes.wishlist_id = list.id) AS wishes,
    list.created_at
FROM wishlists AS list
WHERE list.user_id = :user_id
ORDER BY list.id
