-- What is in a cart, how many of it, and at what price it was shown.
SELECT item.variant_id, item.quantity, item.seen_price
FROM cart_items AS item
WHERE item.cart_id = :cart_id
ORDER BY item.created_at, item.id
