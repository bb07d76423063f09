-- Where orders were sent, of all time or in a range of days, by country and region.
SELECT
    s.country, s.region, sum(s.orders)::bigint AS orders, sum(s.units)::bigint AS units,
    sum(s.charged)::bigint AS charged, sum(s.refunds)::bigint AS refunds
FROM region_sales AS s
WHERE
    (s.grain = 'all' AND :all_time::boolean)
    OR (s.grain = 'year' AND s.start = ANY(:years::date[]))
    OR (s.grain = 'month' AND s.start = ANY(:months::date[]))
    OR (s.grain = 'day' AND s.start = ANY(:days::date[]))
GROUP BY s.country, s.region
HAVING (sum(s.orders), sum(s.refunds)) <> (0, 0)
ORDER BY sum(s.charged) DESC, s.country, s.region
LIMIT :most::int
