-- What the locations are called, in the order of allocation, those out of use last.
SELECT place.id, place.code, place.name, place.is_active
FROM stock_locations AS place
ORDER BY place.is_active DESC, place.position, place.id
