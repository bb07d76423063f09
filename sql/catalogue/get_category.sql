-- One category with the number of active products in it and of those below it too.
SELECT
    c.id, c.slug, c.name, c.description, c.parent_id, c.position, c.version,
    (
        SELECT coalesce(sum(tally.within), 0) FROM category_tallies AS tally WHERE tally.category_id = c.id
    )::int AS product_count,
    (
        SELECT coalesce(sum(tally.own), 0) FROM category_tallies AS tally WHERE tally.category_id = c.id
    )::int AS own_product_count
FROM categories AS c
WHERE c.id = :category_id
