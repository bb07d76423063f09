-- A vendor's products in every status or in one, the newest first, after the place where the last page ended. Words are
-- looked for as in the shop, and SKUs by their beginning.
SELECT d.product_id, d.created_at AS key, d.document
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
    AND (:after_key::timestamptz IS NULL OR (d.created_at, d.product_id) < (:after_key, :after_id::uuid))
ORDER BY d.created_at DESC, d.product_id DESC
LIMIT :most::int OFFSET :skip::int
