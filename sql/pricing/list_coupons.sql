-- Coupons and promotions, the newest first, with how often they were used and what they gave.
SELECT
    c.id, c.code, c.name, c.type, c.value, c.buy_quantity, c.get_quantity, c.min_total, c.category_ids, c.product_ids,
    c.starts_at, c.ends_at, c.usage_limit, c.per_customer_limit, c.first_order_only, c.combinable, c.is_active,
    c.version, c.created_at, c.updated_at,
    (
        SELECT count(*)::int FROM coupon_redemptions AS r WHERE r.coupon_id = c.id AND r.released_at IS NULL
    ) AS used,
    (
        SELECT coalesce(sum(r.amount), 0)::bigint
        FROM coupon_redemptions AS r
        WHERE r.coupon_id = c.id AND r.released_at IS NULL
    ) AS given
FROM coupons AS c
WHERE
    c.archived_at IS NULL
    AND (:search::text IS NULL OR folded(coalesce(c.code, '') || ' ' || c.name) LIKE :search)
    AND (:before_id::uuid IS NULL OR c.id < :before_id)
ORDER BY c.id DESC
LIMIT :most::int OFFSET :skip::int
