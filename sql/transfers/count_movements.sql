-- How many rows stream_movements has.
SELECT count(*)
FROM stock_movements AS m
INNER JOIN variants ON m.variant_id = variants.id
LEFT JOIN order_items AS line ON m.order_item_id = line.id
LEFT JOIN stock_locations AS place ON m.location_id = place.id OR (m.location_id IS NULL AND place.is_default)
WHERE
    (:from_at::timestamptz IS NULL OR m.created_at >= :from_at)
    AND (:to_at::timestamptz IS NULL OR m.created_at < :to_at)
    AND (:variant_id::uuid IS NULL OR m.variant_id = :variant_id)
    AND (:sku::text IS NULL OR variants.sku = :sku)
    AND (:reasons::text[] IS NULL OR m.reason = ANY(:reasons))
    AND (:actor_id::uuid IS NULL OR (m.actor_id = :actor_id AND m.reason <> 'sale'))
    AND (:order_id::uuid IS NULL OR line.order_id = :order_id)
    AND (:location_id::uuid IS NULL OR place.id = :location_id)
