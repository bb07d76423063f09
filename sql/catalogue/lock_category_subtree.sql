-- Locks a category and all below it against products that come into them, until their documents can see the change.
SELECT c.id
FROM categories AS c
WHERE c.id IN (SELECT below.id FROM category_subtree(:category_id) AS below (id))
ORDER BY c.id
FOR UPDATE
