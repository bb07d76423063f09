-- Every product document and listing is what its product says.
SELECT coalesce(built.product_id, kept.product_id, listed.product_id)::text AS id
FROM built_product_documents AS built
FULL JOIN product_documents AS kept ON kept.product_id = built.product_id
FULL JOIN product_listings AS listed ON listed.product_id = coalesce(built.product_id, kept.product_id)
WHERE (kept.next_price_change_at IS NULL OR kept.next_price_change_at > now())
    AND (
        built.document, built.category_ids, built.price, built.status, built.name_key, strip(built.search),
        facets_of(built)
    ) IS DISTINCT FROM (
        kept.document, kept.category_ids, listed.price, listed.status, listed.name_key, listed.search, listed.facets
    )
