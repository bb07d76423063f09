-- What coupons cost and what was ordered with them, of all time or in a range of days.
WITH chosen AS (
    SELECT span.grain, span.start
    FROM spans_between(:from_day::date, :to_day::date) AS span
    WHERE :from_day IS NOT NULL
    UNION ALL
    SELECT 'all', '-infinity'::date WHERE :from_day IS NULL
)
SELECT
    s.coupon_id, coupons.code, coupons.name, sum(s.orders)::bigint AS orders, sum(s.cost)::bigint AS cost,
    sum(s.revenue)::bigint AS revenue
FROM chosen
JOIN coupon_sales AS s ON s.grain = chosen.grain AND s.start = chosen.start
JOIN coupons ON coupons.id = s.coupon_id
GROUP BY s.coupon_id, coupons.code, coupons.name
HAVING sum(s.orders) > 0
ORDER BY sum(s.revenue) DESC, s.coupon_id
LIMIT :most::int
