-- One user as an admin sees him.
SELECT
    users.id,
    users.email,
    users.full_name,
    users.phone,
    users.role,
    users.status,
    users.email_verified_at IS NOT NULL AS email_verified,
    users.vendor_id,
    (SELECT vendors.name FROM vendors WHERE vendors.id = users.vendor_id) AS vendor_name,
    users.created_at,
    (SELECT max(s.last_used_at) FROM sessions AS s WHERE s.user_id = users.id) AS last_seen_at,
    bought.orders,
    bought.spent,
    bought.last_order_at
FROM users
CROSS JOIN LATERAL (
    SELECT
        count(*)::int AS orders,
        coalesce(sum(o.total - o.refunded_total), 0)::bigint AS spent,
        max(o.placed_at) AS last_order_at
    FROM orders AS o
    WHERE o.user_id = users.id AND o.status <> 'cancelled'
) AS bought
WHERE users.id = :user_id
