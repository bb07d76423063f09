-- Locks a zone for a change.
SELECT zone.id, zone.version FROM shipping_zones AS zone WHERE zone.id = :id FOR UPDATE
