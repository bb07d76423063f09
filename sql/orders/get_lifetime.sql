-- What a buyer's orders came to, cancelled ones aside.
SELECT
    count(*)::int AS orders,
    coalesce(sum(total), 0)::bigint AS spent,
    coalesce(sum(refunded_total), 0)::bigint AS refunded
FROM orders
WHERE user_id = :user_id AND status <> 'cancelled'
