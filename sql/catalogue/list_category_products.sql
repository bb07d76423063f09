-- Products of a category, where asked for with those below it, after the one where the last step ended.
SELECT p.id
FROM products AS p
WHERE
    p.category_id = ANY(ARRAY(
        SELECT below.id FROM category_subtree(:category_id) AS below (id) WHERE :is_deep OR below.id = :category_id
    ))
    AND (:after::uuid IS NULL OR p.id > :after)
ORDER BY p.id
LIMIT :most::int
