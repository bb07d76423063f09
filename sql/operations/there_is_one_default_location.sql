-- There is one default location, and stock and ledger name others only that exist.
SELECT 'default' AS id
WHERE (SELECT count(*) FROM stock_locations WHERE stock_locations.is_default) <> 1
UNION ALL
SELECT location_stock.variant_id::text AS id
FROM location_stock
LEFT JOIN stock_locations AS place ON place.id = location_stock.location_id
WHERE place.id IS NULL OR place.is_default
UNION ALL
SELECT m.id::text AS id
FROM stock_movements AS m
LEFT JOIN stock_locations AS place ON place.id = m.location_id
WHERE m.location_id IS NOT NULL AND (place.id IS NULL OR place.is_default)
