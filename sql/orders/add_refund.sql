-- Adds money that went back to the order, and to its lines what they gave back.
WITH refunded AS (
    UPDATE orders
    SET refunded_total = refunded_total + :amount::bigint, payment_status = :payment_status, updated_at = now()
    WHERE id = :order_id
)
UPDATE order_items AS line
SET
    refunded_quantity = line.refunded_quantity + given.quantity,
    restocked_quantity = line.restocked_quantity + CASE WHEN given.restock THEN given.quantity ELSE 0 END
FROM unnest(:item_ids::uuid[], :quantities::int[], :restocks::boolean[]) AS given (item_id, quantity, restock)
WHERE line.id = given.item_id AND line.order_id = :order_id
