-- A new coupon, or a promotion without a code.
INSERT INTO coupons (
    code, name, type, value, buy_quantity, get_quantity, min_total, category_ids, product_ids, starts_at, ends_at,
    usage_limit, per_customer_limit, first_order_only, combinable, is_active
)
VALUES (
    :code, :name, :type, :value, :buy_quantity, :get_quantity, :min_total, :category_ids, :product_ids, :starts_at,
    :ends_at, :usage_limit, :per_customer_limit, :first_order_only, :combinable, :is_active
)
RETURNING id
