-- Counts the months in which these customers ordered, and carries the differences into the cohorts they are of.
WITH told AS MATERIALIZED (
    SELECT
        counted.user_id, counted.month, counted.orders, counted.charged,
        min(counted.month) OVER (PARTITION BY counted.user_id) AS cohort,
        sum(counted.orders) OVER (PARTITION BY counted.user_id) AS all_orders
    FROM (
        SELECT
            o.user_id, date_trunc('month', o.placed_at AT TIME ZONE store.time_zone)::date AS month,
            count(*) AS orders, sum(o.total)::bigint AS charged
        FROM orders AS o
        CROSS JOIN store
        WHERE o.user_id = ANY(:user_ids::uuid[]) AND o.status <> 'cancelled'
        GROUP BY 1, 2
    ) AS counted
), kept AS MATERIALIZED (
    SELECT
        m.user_id, m.month, m.orders, m.charged,
        min(m.month) OVER (PARTITION BY m.user_id) AS cohort,
        sum(m.orders) OVER (PARTITION BY m.user_id) AS all_orders
    FROM customer_months AS m
    WHERE m.user_id = ANY(:user_ids::uuid[])
), sides AS MATERIALIZED (
    SELECT user_id, month, orders, charged, cohort, all_orders, 1 AS sign FROM told
    UNION ALL
    SELECT user_id, month, orders, charged, cohort, all_orders, -1 FROM kept
), of_cohorts AS (
    INSERT INTO cohorts AS c (cohort, customers, repeat_customers)
    SELECT
        s.cohort, sum(s.sign)::bigint, coalesce(sum(s.sign) FILTER (WHERE s.all_orders > 1), 0)::bigint
    FROM sides AS s
    WHERE s.month = s.cohort
    GROUP BY s.cohort
    ON CONFLICT (cohort) DO UPDATE
    SET customers = c.customers + excluded.customers,
        repeat_customers = c.repeat_customers + excluded.repeat_customers
), of_months AS (
    INSERT INTO cohort_months AS c (cohort, month, customers, orders, charged)
    SELECT
        s.cohort, s.month, sum(s.sign)::bigint, sum(s.sign * s.orders)::bigint, sum(s.sign * s.charged)::bigint
    FROM sides AS s
    GROUP BY s.cohort, s.month
    ON CONFLICT (cohort, month) DO UPDATE
    SET customers = c.customers + excluded.customers, orders = c.orders + excluded.orders,
        charged = c.charged + excluded.charged
), gone AS (
    DELETE FROM customer_months AS m
    USING kept
    WHERE
        m.user_id = kept.user_id AND m.month = kept.month
        AND NOT EXISTS (SELECT FROM told WHERE told.user_id = kept.user_id AND told.month = kept.month)
)
INSERT INTO customer_months AS m (user_id, month, orders, charged)
SELECT told.user_id, told.month, told.orders, told.charged FROM told
ON CONFLICT (user_id, month) DO UPDATE SET orders = excluded.orders, charged = excluded.charged
WHERE (m.orders, m.charged) <> (excluded.orders, excluded.charged)
