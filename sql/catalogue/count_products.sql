-- How many products a list has, counted to a limit.
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM matching_products(
        :status, search_query(:q), :category_id, :tag, :vendor_id, :min_price, :max_price, :in_stock, :on_sale,
        :featured, folded_all(:options)
    ) AS d
    LIMIT :most::int
) AS counted
