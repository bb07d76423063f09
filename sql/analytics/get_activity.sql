-- Who was there of late, and how many customers there are and came again.
SELECT
    a.d1, a.d7, a.d30,
    coalesce((SELECT sum(c.customers) FROM cohorts AS c), 0)::bigint AS customers,
    coalesce((SELECT sum(c.repeat_customers) FROM cohorts AS c), 0)::bigint AS repeat_customers
FROM active_users AS a
