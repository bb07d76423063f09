-- Changes a location.
UPDATE stock_locations
SET
    code = :code, name = :name, country = :country, region = :region, position = :position, is_active = :is_active,
    updated_at = now()
WHERE id = :location_id
