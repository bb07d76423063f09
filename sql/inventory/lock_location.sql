-- Locks a location for a change of it.
SELECT id, code, name, country, region, position, is_default, is_active
FROM stock_locations
WHERE id = :location_id
FOR UPDATE
