-- How many orders a list has, counted to a limit.
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM orders AS o
    WHERE
        (:user_id::uuid IS NULL OR o.user_id = :user_id)
        AND (:statuses::text[] IS NULL OR o.status = ANY(:statuses))
        AND (:email::text IS NULL OR o.email = :email)
        AND (:search::text IS NULL OR o.id IN (SELECT found_orders(:search)))
        AND (:placed_from::timestamptz IS NULL OR o.placed_at >= :placed_from)
        AND (:placed_to::timestamptz IS NULL OR o.placed_at < :placed_to)
        AND (:cancelled::boolean IS NULL OR (o.status = 'cancelled') = :cancelled)
        AND (:product_id::uuid IS NULL OR o.id IN (
            SELECT line.order_id FROM order_items AS line WHERE line.product_id = :product_id
        ))
        AND (:category_id::uuid IS NULL OR o.id IN (
            SELECT line.order_id
            FROM products
            JOIN order_items AS line ON line.product_id = products.id
            WHERE products.category_id = :category_id
        ))
        AND (:uncategorised::boolean IS NULL OR o.id IN (
            SELECT line.order_id
            FROM products
            JOIN order_items AS line ON line.product_id = products.id
            WHERE products.category_id IS NULL
        ))
        AND (:country::text IS NULL OR coalesce(o.shipping_address ->> 'country', '') = :country)
        AND (:region::text IS NULL OR coalesce(o.shipping_address ->> 'region', '') = :region)
        AND (:coupon_id::uuid IS NULL OR o.id IN (
            SELECT used.order_id
            FROM coupon_redemptions AS used
            WHERE used.coupon_id = :coupon_id AND used.released_at IS NULL
        ))
        AND (:refunded_from::timestamptz IS NULL OR o.id IN (
            SELECT refunds.order_id
            FROM refunds
            WHERE refunds.created_at >= :refunded_from AND refunds.created_at < :refunded_to::timestamptz
        ))
        AND (:customers_from::date IS NULL OR o.user_id IN (
            SELECT customer.user_id
            FROM customer_sales AS customer
            WHERE customer.first_day BETWEEN :customers_from AND :customers_to::date
        ))
    LIMIT :most::int
) AS counted
