-- What the products of a list can be narrowed to, with how many have it, and eight bars of prices. At most
-- `most_candidates` are counted; `is_capped` says that there are more.
WITH candidates AS MATERIALIZED (
    SELECT l.facets, l.price
    FROM product_listings AS l
    WHERE fits(l, :status, :words::text::tsquery, :facets::text::query_int, :min_price, :max_price)
    LIMIT :most_candidates::int
), counted AS (
    SELECT unnest(candidates.facets) AS id, count(*)::int AS products
    FROM candidates
    GROUP BY 1
), span AS (
    SELECT min(price) AS least, max(price) AS most, price_step(max(price) - min(price)) AS step FROM candidates
), bars AS (
    SELECT candidates.price / span.step AS bar, count(*)::int AS products
    FROM candidates CROSS JOIN span
    GROUP BY 1
)
SELECT
    known.kind, known.key, known.name, coalesce(category.name, known.label) AS label, category.slug, counted.products,
    NULL::bigint AS min_price, NULL::bigint AS max_price,
    (SELECT count(*) FROM candidates) = :most_candidates::int AS is_capped
FROM counted
JOIN facet_values AS known ON known.id = counted.id AND known.kind <> 'flag'
LEFT JOIN categories AS category ON category.id = CASE known.kind WHEN 'category' THEN known.key::uuid END
UNION ALL
SELECT
    'price', '', '', '', NULL, bars.products, bars.bar * span.step, (bars.bar + 1) * span.step - 1,
    (SELECT count(*) FROM candidates) = :most_candidates::int
FROM bars CROSS JOIN span
ORDER BY 7, 6 DESC, 4
