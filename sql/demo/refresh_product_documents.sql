-- Builds the documents that the storefront reads.
SELECT refresh_product_documents(:product_ids::uuid[])
