-- Which variant a line is of.
SELECT variant_id FROM cart_items WHERE cart_id = :cart_id AND id = :item_id
