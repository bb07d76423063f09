-- Every cohort has the customers whose first order was in its month, and they ordered in the months that are shown.
WITH months AS (
    SELECT
        counted.user_id, counted.month, counted.orders, counted.charged,
        min(counted.month) OVER (PARTITION BY counted.user_id) AS cohort,
        sum(counted.orders) OVER (PARTITION BY counted.user_id) AS all_orders
    FROM (
        SELECT
            o.user_id, date_trunc('month', o.placed_at AT TIME ZONE store.time_zone)::date AS month,
            count(*) AS orders, sum(o.total) AS charged
        FROM orders AS o
        CROSS JOIN store
        WHERE o.status <> 'cancelled' AND o.user_id IS NOT NULL
        GROUP BY 1, 2
    ) AS counted
), truth AS (
    SELECT
        months.cohort, months.month, count(*) AS customers, sum(months.orders) AS orders,
        sum(months.charged) AS charged,
        CASE WHEN months.month = months.cohort THEN count(*) FILTER (WHERE months.all_orders > 1) END AS repeated
    FROM months
    GROUP BY months.cohort, months.month
), shown AS (
    SELECT
        m.cohort, m.month, m.customers, m.orders, m.charged,
        CASE WHEN m.month = m.cohort THEN c.repeat_customers END AS repeated,
        m.month = m.cohort AND m.customers <> c.customers AS differs
    FROM cohort_months AS m
    LEFT JOIN cohorts AS c ON c.cohort = m.cohort
)
SELECT concat_ws(' ', coalesce(truth.cohort, shown.cohort), coalesce(truth.month, shown.month)) AS id
FROM truth
FULL JOIN shown ON shown.cohort = truth.cohort AND shown.month = truth.month
WHERE
    -- Figures of an earlier state are old, not wrong.
    EXISTS (SELECT FROM read_models AS m WHERE m.name = 'sales') AND stale_since('sales') IS NULL
    AND (
        coalesce(shown.differs, false)
        OR (
            coalesce(truth.customers, 0), coalesce(truth.orders, 0), coalesce(truth.charged, 0),
            coalesce(truth.repeated, 0)
        ) <> (
            coalesce(shown.customers, 0), coalesce(shown.orders, 0), coalesce(shown.charged, 0),
            coalesce(shown.repeated, 0)
        )
    )
