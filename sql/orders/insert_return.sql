-- A return with so many of each line.
WITH asked AS (
    INSERT INTO order_returns (order_id, status, reason)
    VALUES (:order_id, 'requested', :reason)
    RETURNING id
), items AS (
    INSERT INTO order_return_items (return_id, order_item_id, quantity)
    SELECT asked.id, given.item_id, given.quantity
    FROM asked
    CROSS JOIN unnest(:item_ids::uuid[], :quantities::int[]) AS given (item_id, quantity)
)
SELECT id FROM asked
