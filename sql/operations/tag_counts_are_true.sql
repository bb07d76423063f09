-- The count of every tag is that of the documents of its active products.
SELECT coalesce(counted.tag, kept.tag) AS id
FROM (
    SELECT tag.value AS tag, count(*) AS products
    FROM product_documents AS d
    CROSS JOIN LATERAL unnest(d.tags) AS tag (value)
    WHERE d.status = 'active'
    GROUP BY tag.value
) AS counted
FULL JOIN (
    SELECT tally.tag, sum(tally.products) AS products FROM tag_tallies AS tally GROUP BY tally.tag
) AS kept ON kept.tag = counted.tag
WHERE coalesce(counted.products, 0) <> coalesce(kept.products, 0)
