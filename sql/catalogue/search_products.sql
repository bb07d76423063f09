-- Products that somebody looks for, the best first: the very SKU, then by name, then by what sells. At most
-- `most_candidates` are ranked, whatever the words; where there are more, the best sellers are among them in any case.
WITH worded AS MATERIALIZED (
    SELECT l.product_id, l.popularity, name_rank(l.name_key, :name, :beginnings) AS rank
    FROM product_listings AS l
    WHERE fits(l, :status, :words::text::tsquery, :facets::text::query_int, :min_price, :max_price)
    LIMIT :most_candidates::int
), best_sellers AS MATERIALIZED (
    SELECT (near.l).product_id, (near.l).popularity, name_rank((near.l).name_key, :name, :beginnings) AS rank
    FROM (
        SELECT l
        FROM product_listings AS l
        WHERE l.status = 'active' AND :status = 'active'
            AND (SELECT count(*) FROM worded) = :most_candidates::int
        ORDER BY l.popularity DESC, l.product_id DESC
        LIMIT 2000
    ) AS near
    WHERE fits(near.l, :status, :words::text::tsquery, :facets::text::query_int, :min_price, :max_price)
), skus AS MATERIALIZED (
    SELECT l.product_id, l.popularity, max(found.rank) AS rank
    FROM (
        (
            SELECT v.product_id, CASE WHEN lower(v.sku) = :sku THEN 9 ELSE :sku_rank::int END AS rank
            FROM variants AS v
            WHERE v.removed_at IS NULL
                AND lower(v.sku) COLLATE "C" >= :sku AND lower(v.sku) COLLATE "C" < :sku || chr(1114111)
            ORDER BY lower(v.sku) COLLATE "C"
            LIMIT 200
        )
        UNION ALL
        (
            SELECT v.product_id, :sku_rank::int
            FROM variants AS v
            WHERE v.removed_at IS NULL AND lower(v.sku) LIKE :sku_part
            LIMIT 200
        )
    ) AS found
    JOIN product_listings AS l ON l.product_id = found.product_id
    WHERE fits(l, :status, NULL, :facets::text::query_int, :min_price, :max_price)
    GROUP BY l.product_id
), best AS (
    SELECT one.product_id, max(one.rank) AS rank, max(one.popularity) AS popularity
    FROM (
        (SELECT * FROM worded ORDER BY rank DESC, popularity DESC, product_id LIMIT :skip::int + :most::int)
        UNION ALL
        SELECT * FROM best_sellers
        UNION ALL
        SELECT * FROM skus
    ) AS one
    GROUP BY one.product_id
    ORDER BY 2 DESC, 3 DESC, 1
    LIMIT :most::int OFFSET :skip::int
)
SELECT
    best.product_id,
    d.document,
    (
        (SELECT count(*) FROM worded)
        + (SELECT count(*) FROM skus WHERE skus.product_id NOT IN (SELECT worded.product_id FROM worded))
    )::int AS total,
    (SELECT count(*) FROM worded) = :most_candidates::int AS is_capped
FROM best
JOIN product_documents AS d ON d.product_id = best.product_id
ORDER BY best.rank DESC, best.popularity DESC, best.product_id
