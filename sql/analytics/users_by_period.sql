-- New accounts, and customers with their first order, by day, week, month or year, without holes.
WITH opened AS (
    SELECT date_trunc(:unit, u.day::timestamp)::date AS start, sum(u.new_users)::bigint AS users
    FROM users_by_day AS u
    WHERE u.day BETWEEN :from_day AND :to_day
    GROUP BY 1
), ordered AS (
    -- Days first, of which there are few: it is the reckoning of their periods that would take the time.
    SELECT date_trunc(:unit, c.first_day::timestamp)::date AS start, sum(c.customers)::bigint AS customers
    FROM (
        SELECT customer_sales.first_day, count(*) AS customers
        FROM customer_sales
        WHERE customer_sales.first_day BETWEEN :from_day AND :to_day
        GROUP BY customer_sales.first_day
    ) AS c
    GROUP BY 1
)
SELECT
    period.start::date AS start, coalesce(opened.users, 0) AS new_users, coalesce(ordered.customers, 0) AS new_customers
FROM generate_series(
    date_trunc(:unit, :from_day::date::timestamp), :to_day::date::timestamp, ('1 ' || :unit)::interval
) AS period (start)
LEFT JOIN opened ON opened.start = period.start::date
LEFT JOIN ordered ON ordered.start = period.start::date
ORDER BY period.start
