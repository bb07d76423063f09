-- The counts of every category are those of the documents of its active products.
SELECT coalesce(counted.category_id, kept.category_id)::text AS id
FROM (
    SELECT above.id AS category_id, count(*) FILTER (WHERE above.id = d.category_id) AS own, count(*) AS within
    FROM product_documents AS d
    CROSS JOIN LATERAL unnest(d.category_ids) AS above (id)
    WHERE d.status = 'active'
    GROUP BY above.id
) AS counted
FULL JOIN (
    SELECT tally.category_id, sum(tally.own) AS own, sum(tally.within) AS within
    FROM category_tallies AS tally
    GROUP BY tally.category_id
) AS kept ON kept.category_id = counted.category_id
WHERE (coalesce(counted.own, 0), coalesce(counted.within, 0)) <> (coalesce(kept.own, 0), coalesce(kept.within, 0))
