-- Removes a cart with its lines, once they went into another.
DELETE FROM carts WHERE id = :cart_id
