-- Opens a location; without a position it is the last in order.
INSERT INTO stock_locations (code, name, country, region, position)
SELECT
    :code, :name, :country, :region,
    coalesce(:position::int, (SELECT coalesce(max(place.position) + 1, 0) FROM stock_locations AS place))
RETURNING id
