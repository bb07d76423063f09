-- How many lines of the ledger fit every filter, counted to a limit.
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM stock_movements AS m
    JOIN variants ON variants.id = m.variant_id
    LEFT JOIN stock_locations AS place ON place.id = m.location_id OR (m.location_id IS NULL AND place.is_default)
    WHERE
        (:variant_id::uuid IS NULL OR m.variant_id = :variant_id)
        AND (:sku::text IS NULL OR variants.sku = :sku)
        AND (:reasons::text[] IS NULL OR m.reason = ANY(:reasons))
        AND (:actor_id::uuid IS NULL OR (m.actor_id = :actor_id AND m.reason <> 'sale'))
        AND (
            :order_id::uuid IS NULL
            OR m.order_item_id IN (SELECT i.id FROM order_items AS i WHERE i.order_id = :order_id)
        )
        AND (:location_id::uuid IS NULL OR place.id = :location_id)
        AND (:from_at::timestamptz IS NULL OR m.created_at >= :from_at)
        AND (:before_at::timestamptz IS NULL OR m.created_at < :before_at)
    LIMIT :most::int
) AS counted
