-- Where the lines of an order were taken from.
SELECT m.order_item_id, place.id AS location_id, place.code, place.name, (-m.delta) AS quantity
FROM order_items AS line
JOIN stock_movements AS m ON m.order_item_id = line.id AND m.reason = 'sale'
JOIN stock_locations AS place ON place.id = m.location_id OR (m.location_id IS NULL AND place.is_default)
WHERE line.order_id = :order_id
ORDER BY line.position, m.part
