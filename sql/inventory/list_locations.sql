-- Every location in the order of allocation, those out of use last, with the pieces that lie there.
SELECT
    place.id, place.code, place.name, place.country, place.region, place.position, place.is_default, place.is_active,
    coalesce(held.on_hand, 0)::bigint AS on_hand,
    place.created_at,
    place.updated_at
FROM stock_locations AS place
LEFT JOIN (
    SELECT location_stock.location_id, sum(location_stock.on_hand) AS on_hand
    FROM location_stock
    GROUP BY location_stock.location_id
    UNION ALL
    SELECT main.id, (
        SELECT coalesce(sum(inventory.on_hand), 0) FROM inventory
    ) - (
        SELECT coalesce(sum(location_stock.on_hand), 0) FROM location_stock
    )
    FROM stock_locations AS main
    WHERE main.is_default
) AS held ON held.location_id = place.id
ORDER BY place.is_active DESC, place.position, place.id
