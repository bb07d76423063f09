-- What only editors may know of these products' variants: the exact stock, where it lies, and the barcode.
SELECT
    inventory.variant_id,
    inventory.on_hand,
    variants.barcode,
    coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'location_id', place.id, 'code', place.code, 'name', place.name, 'on_hand', held.on_hand
        ) ORDER BY place.is_active DESC, place.position, place.id)
        FROM stock_locations AS place
        CROSS JOIN LATERAL (
            SELECT CASE
                WHEN place.is_default THEN inventory.on_hand - elsewhere_total(inventory.elsewhere)
                ELSE coalesce((inventory.elsewhere ->> place.id::text)::int, 0)
            END AS on_hand
        ) AS held
        WHERE held.on_hand > 0
    ), '[]') AS locations
FROM variants
JOIN inventory ON inventory.variant_id = variants.id
WHERE variants.product_id = ANY(:product_ids::uuid[])
