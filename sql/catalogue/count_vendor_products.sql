-- How many products a vendor's list has, counted to a limit.
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM product_documents AS d
    JOIN product_listings AS l ON l.product_id = d.product_id
    WHERE
        d.vendor_id = :vendor_id
        AND (:status::text IS NULL OR d.status = :status)
        AND (
            :q::text IS NULL
            OR l.search @@ search_query(:q)
            OR d.product_id = ANY(ARRAY(
                SELECT v.product_id
                FROM variants AS v
                JOIN product_documents AS own ON own.product_id = v.product_id AND own.vendor_id = :vendor_id
                WHERE
                    lower(v.sku) COLLATE "C" >= lower(:q) AND lower(v.sku) COLLATE "C" < lower(:q) || chr(1114111)
                    AND v.removed_at IS NULL
                LIMIT 1000
            ))
        )
    LIMIT :most::int
) AS counted
