-- Orders that wait for the shop, the oldest first, after the place where the last page ended. Each status for itself,
-- so that its own order of the index serves.
WITH page AS (
    SELECT waiting.id, waiting.placed_at
    FROM unnest(ARRAY['pending', 'confirmed', 'processing']) AS step (status)
    CROSS JOIN LATERAL (
        SELECT o.id, o.placed_at
        FROM orders AS o
        WHERE
            o.status = step.status
            AND (:placed_before::timestamptz IS NULL OR o.placed_at < :placed_before)
            AND (:after_at::timestamptz IS NULL OR (o.placed_at, o.id) > (:after_at, :after_id::uuid))
        ORDER BY o.placed_at, o.id
        LIMIT :skip::int + :most::int
    ) AS waiting
    ORDER BY waiting.placed_at, waiting.id
    LIMIT :most::int OFFSET :skip::int
)

SELECT
    o.id, o.number, o.email, o.status, o.payment_status, o.total, o.refunded_total, o.currency,
    (SELECT sum(line.quantity)::int FROM order_items AS line WHERE line.order_id = o.id) AS item_count,
    o.placed_at
FROM page
JOIN orders AS o ON o.id = page.id
ORDER BY page.placed_at, page.id
