-- Gives back what a cancelled order redeemed, once; the coupons are locked in the order of their ids.
WITH released AS (
    UPDATE coupon_redemptions SET released_at = now()
    WHERE order_id = :order_id AND released_at IS NULL
    RETURNING coupon_id
), locked AS MATERIALIZED (
    SELECT c.id
    FROM coupons AS c
    WHERE c.id IN (SELECT released.coupon_id FROM released) AND c.usage_limit IS NOT NULL
    ORDER BY c.id
    FOR UPDATE
)
UPDATE coupons SET used = coupons.used - 1
FROM locked
WHERE coupons.id = locked.id AND coupons.used > 0
