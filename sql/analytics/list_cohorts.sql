-- The latest cohorts of customers with the months in which they ordered.
SELECT
    c.cohort, c.customers, c.repeat_customers,
    (
        SELECT jsonb_agg(jsonb_build_object(
            'month', m.month, 'customers', m.customers, 'orders', m.orders, 'charged', m.charged
        ) ORDER BY m.month)
        FROM cohort_months AS m
        WHERE m.cohort = c.cohort AND m.customers > 0
    ) AS months
FROM cohorts AS c
WHERE c.customers > 0
ORDER BY c.cohort DESC
LIMIT :most::int
