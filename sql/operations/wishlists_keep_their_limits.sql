-- Nobody has more wishlists than one may have, and no list more wishes.
SELECT wishlists.user_id::text AS id
FROM wishlists
GROUP BY wishlists.user_id
HAVING count(*) > :most_lists::int
UNION ALL
SELECT wishes.wishlist_id::text
FROM wishes
GROUP BY wishes.wishlist_id
HAVING count(*) > :most_wishes::int
