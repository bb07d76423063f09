-- The zones by name, with their places.
SELECT
    zone.id, zone.name, zone.version,
    coalesce((
        SELECT
            jsonb_agg(jsonb_build_object('country', place.country, 'region', place.region)
                ORDER BY place.country, place.region)
        FROM shipping_zone_places AS place
        WHERE place.zone_id = zone.id
    ), '[]') AS places
FROM shipping_zones AS zone
ORDER BY zone.name, zone.id
