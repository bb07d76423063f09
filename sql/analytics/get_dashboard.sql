-- The shop at a glance.
SELECT
    users, orders, revenue, products, day, orders_today, revenue_today, new_users_today, yesterday_at,
    orders_yesterday, revenue_yesterday, new_users_yesterday, orders_30, revenue_30, orders_before_30,
    revenue_before_30, active_users, pending_orders, inventory_alerts, popular_products
FROM dashboard
