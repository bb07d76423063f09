-- Gives places to a locked zone.
INSERT INTO shipping_zone_places (zone_id, country, region)
SELECT :zone_id, place.country, place.region
FROM unnest(:countries::text[], :regions::text[]) AS place (country, region)
