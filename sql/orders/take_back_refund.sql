-- A refund that its provider refused counts no more, neither for the order nor for its lines. The order is locked.
WITH counted AS (
    UPDATE orders
    SET refunded_total = refunded_total - :amount::bigint, payment_status = :payment_status, updated_at = now()
    WHERE id = :order_id
)

UPDATE order_items AS line
SET refunded_quantity = line.refunded_quantity - given.quantity
FROM unnest(:item_ids::uuid[], :quantities::int[]) AS given (item_id, quantity)
WHERE line.id = given.item_id AND line.order_id = :order_id
