-- Products like this one: those bought together with it, then what sells best of its category, then of its tags.
WITH seed AS MATERIALIZED (
    SELECT
        l.product_id, l.facets, facet_ids(d.category_ids[1:1], '{}', '{}', '{}') AS leaf,
        facet_ids('{}', d.tags, '{}', '{}') AS tags
    FROM product_listings AS l
    JOIN product_documents AS d ON d.product_id = l.product_id
    WHERE l.product_id = :product_id
), bought AS (
    SELECT l.product_id, 3 AS rank, pair.orders::bigint AS weight
    FROM bought_together AS pair
    JOIN product_listings AS l ON l.product_id = pair.other_id AND l.status = 'active'
    WHERE pair.product_id = :product_id
), popular AS MATERIALIZED (
    SELECT l.product_id, l.facets, l.popularity
    FROM product_listings AS l
    WHERE l.status = 'active'
    ORDER BY l.popularity DESC, l.product_id DESC
    LIMIT 2000
), alike AS (
    SELECT l.product_id, CASE WHEN l.facets && seed.leaf THEN 2 ELSE 1 END AS rank, l.popularity AS weight
    FROM seed
    CROSS JOIN LATERAL (
        SELECT popular.product_id, popular.facets, popular.popularity FROM popular
        WHERE popular.facets && (seed.leaf + seed.tags)
        UNION
        (
            SELECT near.product_id, near.facets, near.popularity FROM product_listings AS near
            WHERE near.status = 'active' AND near.facets @> seed.leaf AND seed.leaf <> '{}'
            LIMIT 200
        )
        UNION
        (
            SELECT near.product_id, near.facets, near.popularity FROM product_listings AS near
            WHERE near.status = 'active' AND near.facets && seed.tags AND seed.tags <> '{}'
            LIMIT 200
        )
    ) AS l
)
SELECT d.document
FROM (
    SELECT one.product_id, max(one.rank) AS rank, max(one.weight) AS weight
    FROM (
        SELECT * FROM bought
        UNION ALL
        SELECT * FROM alike
    ) AS one
    WHERE one.product_id <> :product_id
    GROUP BY one.product_id
    ORDER BY 2 DESC, 3 DESC, 1
    LIMIT :most::int
) AS best
JOIN product_documents AS d ON d.product_id = best.product_id
ORDER BY best.rank DESC, best.weight DESC, best.product_id
