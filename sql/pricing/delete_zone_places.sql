-- Takes all places out of a locked zone.
DELETE FROM shipping_zone_places WHERE zone_id = :zone_id
