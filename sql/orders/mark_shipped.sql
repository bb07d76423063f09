-- What left of a locked order without a parcel that could be followed.
UPDATE order_items SET shipped_quantity = order_items.shipped_quantity + given.quantity
FROM unnest(:item_ids::uuid[], :quantities::int[]) AS given (item_id, quantity)
WHERE order_items.id = given.item_id AND order_items.order_id = :order_id
