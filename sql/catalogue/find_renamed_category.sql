-- Where a slug leads that a category no longer has.
SELECT c.slug
FROM former_category_slugs AS former
JOIN categories AS c ON c.id = former.category_id
WHERE former.slug = :slug
