-- Takes one coupon out of a locked cart, or all of them.
DELETE FROM cart_coupons AS chosen
USING coupons AS c
WHERE chosen.cart_id = :cart_id AND c.id = chosen.coupon_id AND (:code::text IS NULL OR upper(c.code) = upper(:code))
