-- The coupons of a cart in the order they came.
SELECT c.id, c.code, c.combinable
FROM cart_coupons AS chosen
JOIN coupons AS c ON c.id = chosen.coupon_id
WHERE chosen.cart_id = :cart_id
ORDER BY chosen.added_at, c.id
