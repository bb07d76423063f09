-- How many carts of customers nobody has changed since a time, counted no further than needed.
SELECT count(*)::int AS counted
FROM (
    SELECT 1
    FROM carts AS cart
    JOIN users ON users.id = cart.user_id
    WHERE
        users.status = 'active' AND cart.updated_at <= :since
        AND EXISTS (SELECT FROM cart_items AS item WHERE item.cart_id = cart.id)
    LIMIT :most::int
) AS found
