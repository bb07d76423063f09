-- What is in a cart, and how many of it.
SELECT item.variant_id, item.quantity
FROM cart_items AS item
WHERE item.cart_id = :cart_id
ORDER BY item.created_at, item.id
