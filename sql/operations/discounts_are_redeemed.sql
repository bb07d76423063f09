-- What promotions took off an order is what its redemptions say. Transport that became free is in their amount as well,
-- and orders from before redemptions were kept have none.
SELECT o.id::text AS id
FROM orders AS o
JOIN (
    SELECT r.order_id, sum(r.amount) AS amount, bool_or(c.type = 'free_shipping') AS has_shipping
    FROM coupon_redemptions AS r
    JOIN coupons AS c ON c.id = r.coupon_id
    GROUP BY r.order_id
) AS redeemed ON redeemed.order_id = o.id
WHERE
    CASE
        WHEN redeemed.has_shipping THEN redeemed.amount < o.discount_total
        ELSE redeemed.amount <> o.discount_total
    END
