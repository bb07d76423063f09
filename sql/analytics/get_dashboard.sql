-- The shop at a glance.
SELECT
    users, orders, revenue, products, day, orders_today, revenue_today, new_users_today, active_users, pending_orders,
    inventory_alerts, popular_products
FROM dashboard
