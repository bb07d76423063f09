-- What of a return arrived, and what of that went back into stock.
WITH received AS (
    UPDATE order_returns
    SET status = 'received', note = coalesce(:note, note), refund_id = :refund_id, received_at = now()
    WHERE id = :return_id
)
UPDATE order_return_items AS item
SET
    received_quantity = given.quantity,
    restocked_quantity = CASE WHEN given.restock THEN given.quantity ELSE 0 END
FROM unnest(:item_ids::uuid[], :quantities::int[], :restocks::boolean[]) AS given (item_id, quantity, restock)
WHERE item.return_id = :return_id AND item.order_item_id = given.item_id
