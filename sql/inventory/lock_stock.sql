-- Locks stock rows in the order of their ids, and says what lies where.
SELECT variant_id, on_hand, elsewhere, low_stock_threshold AS threshold
FROM inventory
WHERE variant_id = ANY(:variant_ids::uuid[])
ORDER BY variant_id
FOR UPDATE
