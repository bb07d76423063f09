-- Removes every line; the cart and its token stay.
DELETE FROM cart_items WHERE cart_id = :cart_id
