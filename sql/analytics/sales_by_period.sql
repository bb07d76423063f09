-- Sales by day, week, month or year of the store's time zone, without holes. Only days of the range count.
WITH summed AS (
    SELECT
        date_trunc(:unit, s.day::timestamp)::date AS start,
        sum(s.orders)::bigint AS orders, sum(s.units)::bigint AS units, sum(s.gross)::bigint AS gross,
        sum(s.discounts)::bigint AS discounts, sum(s.shipping)::bigint AS shipping, sum(s.tax)::bigint AS tax,
        sum(s.charged)::bigint AS charged, sum(s.refunds)::bigint AS refunds
    FROM sales_by_day AS s
    WHERE s.day BETWEEN :from_day AND :to_day
    GROUP BY 1
)
SELECT
    period.start::date AS start,
    coalesce(summed.orders, 0) AS orders, coalesce(summed.units, 0) AS units, coalesce(summed.gross, 0) AS gross,
    coalesce(summed.discounts, 0) AS discounts, coalesce(summed.shipping, 0) AS shipping,
    coalesce(summed.tax, 0) AS tax, coalesce(summed.charged, 0) AS charged, coalesce(summed.refunds, 0) AS refunds
FROM generate_series(
    date_trunc(:unit, :from_day::date::timestamp), :to_day::date::timestamp, ('1 ' || :unit)::interval
) AS period (start)
LEFT JOIN summed ON summed.start = period.start::date
ORDER BY period.start
