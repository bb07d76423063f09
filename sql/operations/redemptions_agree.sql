-- The uses of a coupon are its live redemptions where it has a limit, within its limits, each by an order that was not
-- cancelled.
SELECT c.id::text AS id
FROM coupons AS c
LEFT JOIN (
    SELECT r.coupon_id, count(*) AS live FROM coupon_redemptions AS r WHERE r.released_at IS NULL GROUP BY r.coupon_id
) AS counted ON counted.coupon_id = c.id
WHERE c.usage_limit IS NOT NULL AND c.used <> coalesce(counted.live, 0)
UNION ALL
SELECT r.id::text
FROM coupon_redemptions AS r
JOIN orders AS o ON o.id = r.order_id
WHERE (o.status = 'cancelled') <> (r.released_at IS NOT NULL)
UNION ALL
SELECT min(r.coupon_id::text)
FROM coupon_redemptions AS r
JOIN coupons AS c ON c.id = r.coupon_id
WHERE r.released_at IS NULL AND c.per_customer_limit IS NOT NULL AND r.slot IS NOT NULL
GROUP BY r.coupon_id, r.customer
HAVING count(*) > max(r.slot)
