-- Removes one line.
DELETE FROM cart_items WHERE cart_id = :cart_id AND id = :item_id
