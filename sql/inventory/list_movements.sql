-- The newest movements first that fit every filter. `balance` is the stock of the variant after each, and is reckoned
-- only where the list is that of one variant. Sales have no actor, and the index of other lines has none of them.
SELECT
    m.id,
    m.variant_id,
    variants.sku,
    m.delta,
    CASE
        WHEN :variant_id::uuid IS NOT NULL THEN inventory.on_hand - (
            SELECT coalesce(sum(newer.delta), 0)::int
            FROM stock_movements AS newer
            WHERE newer.variant_id = m.variant_id AND newer.id > m.id
        )
    END AS balance,
    m.reason,
    m.note,
    m.actor_id,
    line.order_id,
    orders.number AS order_number,
    m.reference_id,
    place.id AS location_id,
    place.code AS location_code,
    m.created_at
FROM stock_movements AS m
JOIN variants ON variants.id = m.variant_id
JOIN inventory ON inventory.variant_id = m.variant_id
LEFT JOIN order_items AS line ON line.id = m.order_item_id
LEFT JOIN orders ON orders.id = line.order_id
LEFT JOIN stock_locations AS place ON place.id = m.location_id OR (m.location_id IS NULL AND place.is_default)
WHERE
    (:variant_id::uuid IS NULL OR m.variant_id = :variant_id)
    AND (:sku::text IS NULL OR variants.sku = :sku)
    AND (:reasons::text[] IS NULL OR m.reason = ANY(:reasons))
    AND (:actor_id::uuid IS NULL OR (m.actor_id = :actor_id AND m.reason <> 'sale'))
    AND (:order_id::uuid IS NULL OR m.order_item_id IN (SELECT i.id FROM order_items AS i WHERE i.order_id = :order_id))
    AND (:location_id::uuid IS NULL OR place.id = :location_id)
    AND (:from_at::timestamptz IS NULL OR m.created_at >= :from_at)
    AND (:before_at::timestamptz IS NULL OR m.created_at < :before_at)
    AND (:before_id::uuid IS NULL OR m.id < :before_id)
ORDER BY m.id DESC
LIMIT :most::int OFFSET :skip::int
