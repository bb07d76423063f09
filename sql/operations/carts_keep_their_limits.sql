-- No cart has more lines than a cart may have.
SELECT cart_items.cart_id::text AS id
FROM cart_items
GROUP BY cart_items.cart_id
HAVING count(*) > :most_lines::int
