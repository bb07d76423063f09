-- A coupon by its code, with what the customer has used of it. No row where there is no such code.
SELECT
    c.id, c.code, c.name, c.type, c.value, c.buy_quantity, c.get_quantity, c.min_total, NULL::uuid [] AS eligible,
    c.starts_at, c.ends_at, c.usage_limit, c.used, c.per_customer_limit,
    (
        SELECT count(*)::int FROM coupon_redemptions AS r
        WHERE r.coupon_id = c.id AND r.customer = :customer::text AND r.released_at IS NULL
    ) AS customer_uses,
    c.first_order_only,
    c.first_order_only AND has_ordered(:user_id::uuid, :customer) AS has_ordered,
    c.combinable,
    c.is_active
FROM coupons AS c
WHERE upper(c.code) = upper(:code) AND c.archived_at IS NULL
