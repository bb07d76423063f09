-- Locks stock rows in the order of their ids.
SELECT variant_id, on_hand AS before, on_hand
FROM inventory
WHERE variant_id = ANY(:variant_ids::uuid[])
ORDER BY variant_id
FOR UPDATE
