-- So many of each line went back into stock without money going back for them.
UPDATE order_items AS line
SET restocked_quantity = line.restocked_quantity + given.quantity
FROM unnest(:item_ids::uuid[], :quantities::int[]) AS given (item_id, quantity)
WHERE line.id = given.item_id AND line.order_id = :order_id
