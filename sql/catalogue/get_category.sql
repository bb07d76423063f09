-- One category with the number of active products in it and below it.
SELECT
    c.id, c.slug, c.name, c.description, c.parent_id, c.position,
    (
        SELECT count(*) FROM product_documents AS d
        WHERE d.status = 'active' AND d.category_ids @> ARRAY[c.id]
    )::int AS product_count
FROM categories AS c
WHERE c.id = :category_id
