-- Counts the active products of every facet anew.
UPDATE facet_values AS kept
SET products = counted.products
FROM (
    SELECT known.id, coalesce(found.products, 0)::int AS products
    FROM facet_values AS known
    LEFT JOIN (
        SELECT unnest(l.facets) AS id, count(*) AS products
        FROM product_listings AS l
        WHERE l.status = 'active'
        GROUP BY 1
    ) AS found ON found.id = known.id
) AS counted
WHERE kept.id = counted.id AND kept.products <> counted.products
