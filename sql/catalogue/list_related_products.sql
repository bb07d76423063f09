-- Products like this one: of its category first, then those that share most tags.
SELECT d.document
FROM product_documents AS seed
JOIN product_documents AS d
    ON d.product_id <> seed.product_id AND d.status = 'active'
    AND (d.category_ids && seed.category_ids OR d.tags && seed.tags)
WHERE seed.product_id = :product_id
ORDER BY
    (d.category_id IS NOT DISTINCT FROM seed.category_id) DESC,
    (SELECT count(*) FROM unnest(d.tags) AS tag (value) WHERE tag.value = ANY(seed.tags)) DESC,
    d.popularity DESC, d.product_id
LIMIT :most::int
