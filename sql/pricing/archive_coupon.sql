-- Ends a locked coupon. The orders that used it keep it.
WITH dropped AS (
    DELETE FROM cart_coupons WHERE coupon_id = :id
)
UPDATE coupons SET archived_at = now(), is_active = false, version = version + 1, updated_at = now() WHERE id = :id
