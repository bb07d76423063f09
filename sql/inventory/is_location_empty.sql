-- Whether nothing lies at a location.
SELECT NOT EXISTS (SELECT FROM location_stock WHERE location_stock.location_id = :location_id) AS is_empty
