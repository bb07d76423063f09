-- Orders, newest first, after the place where the last page ended.
SELECT
    o.id, o.number, o.email, o.status, o.payment_status, o.total, o.refunded_total, o.currency,
    (SELECT sum(line.quantity)::int FROM order_items AS line WHERE line.order_id = o.id) AS item_count,
    o.placed_at
FROM chosen_orders(:chosen::jsonb) AS o
WHERE :after_at::timestamptz IS NULL OR (o.placed_at, o.id) < (:after_at, :after_id::uuid)
ORDER BY o.placed_at DESC, o.id DESC
LIMIT :most::int OFFSET :skip::int
