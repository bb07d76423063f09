-- The wanted slug or, where it is taken or still leads to a category, the first free one with a number behind it.
SELECT :wanted || CASE WHEN n = 1 THEN '' ELSE '-' || n END AS slug
FROM generate_series(1, 100000) AS n
WHERE
    NOT EXISTS (SELECT 1 FROM categories WHERE categories.slug = :wanted || CASE WHEN n = 1 THEN '' ELSE '-' || n END)
    AND NOT EXISTS (
        SELECT 1 FROM former_category_slugs AS former
        WHERE former.slug = :wanted || CASE WHEN n = 1 THEN '' ELSE '-' || n END
    )
ORDER BY n
LIMIT 1
