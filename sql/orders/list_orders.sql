-- Orders, newest first, after the place where the last page ended.
SELECT
    o.id, o.number, o.email, o.status, o.payment_status, o.total, o.refunded_total, o.currency,
    (SELECT sum(line.quantity)::int FROM order_items AS line WHERE line.order_id = o.id) AS item_count,
    o.placed_at
FROM orders AS o
WHERE
    (:user_id::uuid IS NULL OR o.user_id = :user_id)
    AND (:statuses::text[] IS NULL OR o.status = ANY(:statuses))
    AND (:email::text IS NULL OR o.email = :email)
    AND (:search::text IS NULL OR o.id IN (SELECT found_orders(:search)))
    AND (:placed_from::timestamptz IS NULL OR o.placed_at >= :placed_from)
    AND (:placed_to::timestamptz IS NULL OR o.placed_at < :placed_to)
    AND (:after_at::timestamptz IS NULL OR (o.placed_at, o.id) < (:after_at, :after_id::uuid))
ORDER BY o.placed_at DESC, o.id DESC
LIMIT :most::int OFFSET :skip::int
