-- Products that a list shows, the newest first, after the place where the last page ended.
-- First by a walk down the list, as far as `most_walked`; where that finds too few, by sorting all that fit.
WITH walked AS MATERIALIZED (
    SELECT (near.l).product_id, (near.l).created_at AS key
    FROM (
        SELECT l
        FROM product_listings AS l
        WHERE l.status = 'active' AND :status = 'active'
            AND (:after_key::timestamptz IS NULL OR (l.created_at, l.product_id) < (:after_key, :after_id::uuid))
        ORDER BY l.created_at DESC, l.product_id DESC
        LIMIT :most_walked::int
    ) AS near
    WHERE fits(near.l, :status, :words::text::tsquery, :facets::text::query_int, :min_price, :max_price)
    LIMIT :skip::int + :most::int
), page AS (
    SELECT * FROM walked WHERE (SELECT count(*) FROM walked) = :skip::int + :most::int
    UNION ALL
    (
        SELECT l.product_id, l.created_at AS key
        FROM product_listings AS l
        WHERE (SELECT count(*) FROM walked) < :skip::int + :most::int
            AND fits(l, :status, :words::text::tsquery, :facets::text::query_int, :min_price, :max_price)
            AND (:after_key::timestamptz IS NULL OR (l.created_at, l.product_id) < (:after_key, :after_id::uuid))
        -- By an expression, so that it is sorted and not walked again, however long that takes.
        ORDER BY l.created_at + interval '0' DESC, l.product_id DESC
        LIMIT :skip::int + :most::int
    )
)
SELECT page.product_id, page.key, d.document
FROM (SELECT * FROM page ORDER BY page.key DESC, page.product_id DESC LIMIT :most::int OFFSET :skip::int) AS page
JOIN product_documents AS d ON d.product_id = page.product_id
ORDER BY page.key DESC, page.product_id DESC
