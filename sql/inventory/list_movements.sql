-- The newest movements first, of one variant or of all.
SELECT
    m.id,
    m.variant_id,
    variants.sku,
    m.delta,
    m.reason,
    m.note,
    m.actor_id,
    m.created_at
FROM stock_movements AS m
JOIN variants ON variants.id = m.variant_id
WHERE (:variant_id::uuid IS NULL OR m.variant_id = :variant_id) AND (:before_id::uuid IS NULL OR m.id < :before_id)
ORDER BY m.id DESC
LIMIT :most::int OFFSET :skip::int
