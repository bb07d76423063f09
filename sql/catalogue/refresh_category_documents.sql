-- Rewrites the documents of all products in a category and below it, after it was renamed or moved.
SELECT refresh_product_documents(array_agg(d.product_id))
FROM product_documents AS d
WHERE d.category_ids @> ARRAY[:category_id::uuid]
