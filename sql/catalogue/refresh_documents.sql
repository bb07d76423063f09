-- Rewrites the documents of these products where they changed.
SELECT refresh_product_documents(:product_ids::uuid[])
