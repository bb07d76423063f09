-- The rows of stream_movements as the text of a CSV.
SELECT
    m.id,
    instant_text(m.created_at) AS created_at,
    m.variant_id,
    neutral_text(variants.sku) AS sku,
    neutral_text(products.name) AS product,
    m.delta,
    m.reason,
    neutral_text(place.code) AS location,
    orders.number AS order_number,
    m.reference_id,
    CASE WHEN m.reason <> 'sale' THEN neutral_text(actor.email) END AS actor,
    neutral_text(m.note) AS note
FROM stock_movements AS m
INNER JOIN variants ON m.variant_id = variants.id
INNER JOIN products ON variants.product_id = products.id
LEFT JOIN order_items AS line ON m.order_item_id = line.id
LEFT JOIN orders ON line.order_id = orders.id
LEFT JOIN stock_locations AS place ON m.location_id = place.id OR (m.location_id IS NULL AND place.is_default)
LEFT JOIN users AS actor ON m.actor_id = actor.id
WHERE
    (:from_at::timestamptz IS NULL OR m.created_at >= :from_at)
    AND (:to_at::timestamptz IS NULL OR m.created_at < :to_at)
    AND (:variant_id::uuid IS NULL OR m.variant_id = :variant_id)
    AND (:sku::text IS NULL OR variants.sku = :sku)
    AND (:reasons::text[] IS NULL OR m.reason = ANY(:reasons))
    AND (:actor_id::uuid IS NULL OR (m.actor_id = :actor_id AND m.reason <> 'sale'))
    AND (:order_id::uuid IS NULL OR line.order_id = :order_id)
    AND (:location_id::uuid IS NULL OR place.id = :location_id)
ORDER BY m.id
