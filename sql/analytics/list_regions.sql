-- Where orders were sent, of all time or in a range of days, by country and region.
WITH chosen AS (
    SELECT span.grain, span.start
    FROM spans_between(:from_day::date, :to_day::date) AS span
    WHERE :from_day IS NOT NULL
    UNION ALL
    SELECT 'all', '-infinity'::date WHERE :from_day IS NULL
)
SELECT
    s.country, s.region, sum(s.orders)::bigint AS orders, sum(s.units)::bigint AS units,
    sum(s.charged)::bigint AS charged, sum(s.refunds)::bigint AS refunds
FROM chosen
JOIN region_sales AS s ON s.grain = chosen.grain AND s.start = chosen.start
GROUP BY s.country, s.region
HAVING (sum(s.orders), sum(s.refunds)) <> (0, 0)
ORDER BY sum(s.charged) DESC, s.country, s.region
LIMIT :most::int
