-- Products that a list shows, those sold most first, after the place where the last page ended.
SELECT d.product_id, d.popularity AS key, d.document
FROM matching_products(
    :status, search_query(:q), :category_id, :tag, :vendor_id, :min_price, :max_price, :in_stock, :on_sale, :featured,
    folded_all(:options)
) AS d
WHERE :after_key::bigint IS NULL OR (d.popularity, d.product_id) < (:after_key, :after_id::uuid)
ORDER BY d.popularity DESC, d.product_id DESC
LIMIT :most::int OFFSET :skip::int
