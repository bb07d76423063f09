-- Locks locations in the order of their ids, so that none goes out of use while stock is brought there.
SELECT id, code, is_default, is_active
FROM stock_locations
WHERE id = ANY(:location_ids::uuid[])
ORDER BY id
FOR SHARE
