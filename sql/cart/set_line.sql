-- Sets a line to another quantity. The price that was shown when it was put in stays the one that was shown.
UPDATE cart_items SET quantity = :quantity WHERE cart_id = :cart_id AND id = :item_id
