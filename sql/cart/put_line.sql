-- Sets a line to a quantity, at the price just shown.
INSERT INTO cart_items (cart_id, variant_id, quantity, seen_price)
VALUES (:cart_id, :variant_id, :quantity, :seen_price)
ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity, seen_price = excluded.seen_price
