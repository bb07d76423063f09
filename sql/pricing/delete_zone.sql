-- Removes a zone. No row where it has methods.
DELETE FROM shipping_zones
WHERE id = :id AND NOT EXISTS (SELECT 1 FROM shipping_methods AS m WHERE m.zone_id = :id)
RETURNING id
