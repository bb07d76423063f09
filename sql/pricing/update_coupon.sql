-- Rewrites a locked coupon. Its uses are counted where it has a limit now: nobody redeems it meanwhile.
UPDATE coupons
SET
    code = :code, name = :name, type = :type, value = :value, buy_quantity = :buy_quantity,
    get_quantity = :get_quantity, min_total = :min_total, category_ids = :category_ids, product_ids = :product_ids,
    starts_at = :starts_at, ends_at = :ends_at, usage_limit = :usage_limit,
    per_customer_limit = :per_customer_limit, first_order_only = :first_order_only, combinable = :combinable,
    is_active = :is_active, version = version + 1, updated_at = now(),
    used = CASE
        WHEN :usage_limit::int IS NULL THEN 0
        ELSE (
            SELECT count(*) FROM coupon_redemptions AS r WHERE r.coupon_id = coupons.id AND r.released_at IS NULL
        )
    END
WHERE id = :id
