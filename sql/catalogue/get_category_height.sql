-- How many levels a category and all below it take, itself counted.
WITH RECURSIVE down AS (
    SELECT c.id, 1 AS depth FROM categories AS c WHERE c.id = :category_id
    UNION ALL
    SELECT c.id, down.depth + 1 FROM down JOIN categories AS c ON c.parent_id = down.id WHERE down.depth < 32
)

SELECT coalesce(max(depth), 0)::int AS height FROM down
