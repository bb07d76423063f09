-- Sets lines of a locked cart to quantities, each at the price that its customer was shown; new ones in this order.
INSERT INTO cart_items (cart_id, variant_id, quantity, seen_price)
SELECT :cart_id, line.variant_id, line.quantity, line.seen_price
FROM
    unnest(:variant_ids::uuid [], :quantities::int [], :seen_prices::bigint []) WITH ORDINALITY
        AS line (variant_id, quantity, seen_price, place)
ORDER BY line.place
ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity, seen_price = excluded.seen_price
