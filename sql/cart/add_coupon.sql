-- Puts a coupon into a locked cart; twice is once.
INSERT INTO cart_coupons (cart_id, coupon_id)
VALUES (:cart_id, :coupon_id)
ON CONFLICT DO NOTHING
