-- How many rows stream_order_lines has.
SELECT count(*)
FROM orders
INNER JOIN order_items AS line ON orders.id = line.order_id
WHERE
    (:from_at::timestamptz IS NULL OR orders.placed_at >= :from_at)
    AND (:to_at::timestamptz IS NULL OR orders.placed_at < :to_at)
    AND (:statuses::text[] IS NULL OR orders.status = ANY(:statuses))
    AND (:payment_statuses::text[] IS NULL OR orders.payment_status = ANY(:payment_statuses))
    AND (:search::text IS NULL OR orders.id IN (SELECT found_orders(:search)))
    AND (:email::text IS NULL OR orders.email = :email)
    AND (:user_id::uuid IS NULL OR orders.user_id = :user_id)
