-- What sold best, of all time or in a range of days, by Fagin's threshold algorithm. The head of each sum is read, 100
-- rows and ten for every one that is wanted; what is in no head sold no more than the last rows of all heads together.
-- The best of what was read are summed up whole, and where the last one wanted sold more than any other can have, they
-- are the answer. Only where sales are too even for that are all products of the range summed up.
WITH spans AS MATERIALIZED (
    SELECT 'all' AS grain, '-infinity'::date AS start
    WHERE :all_time::boolean
    UNION ALL
    SELECT 'year' AS grain, unnest(:years::date[]) AS start
    UNION ALL
    SELECT 'month' AS grain, unnest(:months::date[]) AS start
    UNION ALL
    SELECT 'day' AS grain, unnest(:days::date[]) AS start
), heads AS MATERIALIZED (
    SELECT spans.grain, spans.start, head.product_id, head.sold
    FROM spans
    CROSS JOIN LATERAL (
        SELECT s.product_id, CASE WHEN :by_units::boolean THEN s.units ELSE s.revenue END AS sold
        FROM product_sales AS s
        WHERE s.grain = spans.grain AND s.start = spans.start AND s.units > 0
        ORDER BY CASE WHEN :by_units::boolean THEN s.units ELSE s.revenue END DESC
        LIMIT 100 + 10 * :most::int
    ) AS head
), unread AS MATERIALIZED (
    SELECT coalesce(sum(cut.last_read), 0) AS at_most, count(*) AS sums
    FROM (
        SELECT min(heads.sold) AS last_read
        FROM heads
        GROUP BY heads.grain, heads.start
        HAVING count(*) = 100 + 10 * :most::int
    ) AS cut
), candidates AS MATERIALIZED (
    SELECT heads.product_id, sum(heads.sold) AS sold
    FROM heads
    GROUP BY heads.product_id
    ORDER BY sold DESC
    LIMIT 21 + 2 * :most::int
), summed AS MATERIALIZED (
    SELECT
        s.product_id, sum(s.orders)::bigint AS orders, sum(s.units)::bigint AS units, sum(s.revenue)::bigint AS revenue
    FROM (
        SELECT candidates.product_id FROM candidates ORDER BY candidates.sold DESC LIMIT 20 + 2 * :most::int
    ) AS best
    CROSS JOIN spans
    CROSS JOIN LATERAL (
        SELECT p.product_id, p.orders, p.units, p.revenue
        FROM product_sales AS p
        WHERE p.grain = spans.grain AND p.start = spans.start AND p.product_id = best.product_id
        LIMIT 1
    ) AS s
    GROUP BY s.product_id
), verdict AS MATERIALIZED (
    SELECT
        ((SELECT unread.sums FROM unread) = 0 AND (SELECT count(*) FROM candidates) <= 20 + 2 * :most::int)
        OR coalesce((
            SELECT CASE WHEN :by_units::boolean THEN summed.units ELSE summed.revenue END AS sold
            FROM summed
            ORDER BY sold DESC
            LIMIT 1 OFFSET :most::int - 1
        ) > (SELECT unread.at_most FROM unread) + coalesce((
            SELECT candidates.sold
            FROM candidates
            ORDER BY candidates.sold DESC
            LIMIT 1 OFFSET 20 + 2 * :most::int
        ), 0), FALSE) AS is_sure
), top AS (
    SELECT summed.product_id, summed.orders, summed.units, summed.revenue
    FROM summed
    WHERE (SELECT verdict.is_sure FROM verdict)
    UNION ALL
    SELECT
        s.product_id, sum(s.orders)::bigint AS orders, sum(s.units)::bigint AS units, sum(s.revenue)::bigint AS revenue
    FROM product_sales AS s
    WHERE
        NOT (SELECT verdict.is_sure FROM verdict)
        AND (
            (s.grain = 'all' AND :all_time)
            OR (s.grain = 'year' AND s.start = ANY(:years))
            OR (s.grain = 'month' AND s.start = ANY(:months))
            OR (s.grain = 'day' AND s.start = ANY(:days))
        )
    GROUP BY s.product_id
    HAVING sum(s.units) > 0
)
SELECT best.product_id, products.name, best.orders, best.units, best.revenue
FROM (
    SELECT top.product_id, top.orders, top.units, top.revenue
    FROM top
    ORDER BY CASE WHEN :by_units THEN top.units ELSE top.revenue END DESC, top.product_id
    LIMIT :most
) AS best
JOIN products ON products.id = best.product_id
ORDER BY CASE WHEN :by_units THEN best.units ELSE best.revenue END DESC, best.product_id
