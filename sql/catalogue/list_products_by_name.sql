-- Products that a list shows, by name, after the place where the last page ended.
SELECT d.product_id, d.name_key AS key, d.document
FROM matching_products(
    :status, search_query(:q), :category_id, :tag, :vendor_id, :min_price, :max_price, :in_stock, :on_sale, :featured,
    folded_all(:options)
) AS d
WHERE :after_key::text IS NULL OR (d.name_key, d.product_id) > (:after_key, :after_id::uuid)
ORDER BY d.name_key, d.product_id
LIMIT :most::int OFFSET :skip::int
