-- Gives the coupons of one locked cart to another that has none.
UPDATE cart_coupons
SET cart_id = :to_cart_id
WHERE cart_id = :from_cart_id AND NOT EXISTS (SELECT 1 FROM cart_coupons AS own WHERE own.cart_id = :to_cart_id)
