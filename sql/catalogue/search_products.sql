-- Products that somebody looks for, the best first: the very SKU, SKUs that begin so, words, and likenesses where the
-- words find little. At most `most_candidates` are ranked, whatever the words.
WITH typed AS (
    SELECT search_query(:q) AS words, folded(:q) AS text, lower(btrim(:q)) AS sku
), skus AS (
    SELECT v.product_id, CASE WHEN lower(v.sku) = typed.sku THEN 100.0 ELSE 10.0 END AS rank
    FROM typed
    JOIN variants AS v
        ON lower(v.sku) COLLATE "C" >= typed.sku AND lower(v.sku) COLLATE "C" < typed.sku || chr(1114111)
    WHERE v.removed_at IS NULL AND typed.sku <> ''
    LIMIT 200
), worded AS (
    SELECT found.product_id, 1.0 + ts_rank(found.search, found.words) AS rank
    FROM (
        SELECT d.product_id, d.search, typed.words
        FROM typed
        JOIN product_documents AS d ON d.search @@ typed.words
        WHERE d.status = :status
        LIMIT :most_candidates::int
    ) AS found
), alike AS (
    SELECT d.product_id, word_similarity(typed.text, d.name_key) AS rank
    FROM typed
    JOIN product_documents AS d ON typed.text <% d.name_key
    WHERE d.status = :status AND (SELECT count(*) FROM (SELECT 1 FROM worded LIMIT 3) AS few) < 3
    ORDER BY rank DESC
    LIMIT 200
), candidates AS (
    SELECT one.product_id, max(one.rank) AS rank
    FROM (
        SELECT * FROM skus
        UNION ALL
        SELECT * FROM worded
        UNION ALL
        SELECT * FROM alike
    ) AS one
    GROUP BY one.product_id
)
SELECT
    d.product_id,
    d.document,
    (count(*) OVER ())::int AS total,
    (SELECT count(*) FROM worded) >= :most_candidates::int AS is_capped
FROM candidates
JOIN matching_products(
    :status, NULL, :category_id, :tag, :vendor_id, :min_price, :max_price, :in_stock, :on_sale, :featured,
    folded_all(:options)
) AS d ON d.product_id = candidates.product_id
ORDER BY candidates.rank DESC, d.popularity DESC, d.product_id
LIMIT :most::int OFFSET :skip::int
