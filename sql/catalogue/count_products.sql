-- How many products a list has, counted to a limit.
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM product_listings AS l
    WHERE fits(l, :status, :words::text::tsquery, :facets::text::query_int, :min_price, :max_price)
    LIMIT :most::int
) AS counted
