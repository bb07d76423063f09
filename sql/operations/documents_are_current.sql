-- Every product document is what its product says.
SELECT coalesce(built.product_id, kept.product_id)::text AS id
FROM built_product_documents AS built
FULL JOIN product_documents AS kept ON kept.product_id = built.product_id
WHERE (kept.next_price_change_at IS NULL OR kept.next_price_change_at > now())
    AND (built.document, built.category_ids, built.in_stock, built.price)
        IS DISTINCT FROM (kept.document, kept.category_ids, kept.in_stock, kept.price)
