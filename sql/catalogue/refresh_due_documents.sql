-- Rewrites the documents whose discount has begun or ended since, some at a time, and says which.
WITH due AS MATERIALIZED (
    SELECT d.product_id
    FROM product_documents AS d
    WHERE d.next_price_change_at <= now()
    ORDER BY d.product_id
    LIMIT :most::int
), refreshed AS MATERIALIZED (
    SELECT refresh_product_documents(array_agg(due.product_id)) FROM due
)
SELECT due.product_id FROM due, refreshed
