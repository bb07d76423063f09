-- What lies where of these variants, in the order of allocation; locations without any are left out.
SELECT inventory.variant_id, place.id AS location_id, place.code, place.name, held.on_hand
FROM inventory
CROSS JOIN stock_locations AS place
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN place.is_default THEN inventory.on_hand - elsewhere_total(inventory.elsewhere)
        ELSE coalesce((inventory.elsewhere ->> place.id::text)::int, 0)
    END AS on_hand
) AS held
WHERE inventory.variant_id = ANY(:variant_ids::uuid[]) AND held.on_hand > 0
ORDER BY inventory.variant_id, place.is_active DESC, place.position, place.id
