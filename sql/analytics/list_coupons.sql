-- What coupons cost and what was ordered with them, of all time or in a range of days.
SELECT
    s.coupon_id, coupons.code, coupons.name, sum(s.orders)::bigint AS orders, sum(s.cost)::bigint AS cost,
    sum(s.revenue)::bigint AS revenue
FROM coupon_sales AS s
JOIN coupons ON coupons.id = s.coupon_id
WHERE
    (s.grain = 'all' AND :all_time::boolean)
    OR (s.grain = 'year' AND s.start = ANY(:years::date[]))
    OR (s.grain = 'month' AND s.start = ANY(:months::date[]))
    OR (s.grain = 'day' AND s.start = ANY(:days::date[]))
GROUP BY s.coupon_id, coupons.code, coupons.name
HAVING sum(s.orders) > 0
ORDER BY sum(s.revenue) DESC, s.coupon_id
LIMIT :most::int
