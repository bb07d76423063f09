-- Draws what is bought in some hours: a few bestsellers, some interest in what is new, one to five lines an order.
-- Every random() is drawn over generate_series alone and in its order, so that no plan changes what comes out.
WITH drawn AS MATERIALIZED (
    SELECT h.before + k AS n, h.at, (1 + floor(5 * power(random(), 2)))::int AS lines
    FROM unnest(:hours::timestamptz[], :befores::int[], :counts::int[]) AS h (at, before, orders)
    CROSS JOIN LATERAL generate_series(1, h.orders) AS k
), lines AS MATERIALIZED (
    SELECT
        drawn.n,
        drawn.at,
        random() AS choice,
        (1 + floor(4 * power(random(), 5)))::int AS quantity,
        CASE WHEN random() < 0.2 THEN 1 - 0.1 * random() ELSE power(random(), 2.5) END AS popularity
    FROM drawn
    CROSS JOIN LATERAL generate_series(1, drawn.lines) AS position
), shelf AS MATERIALIZED (
    SELECT
        row_number() OVER (ORDER BY id) AS number,
        id,
        created_at,
        greatest(1, jsonb_array_length(options -> 0 -> 'values')) AS choices,
        discount_type,
        discount_value,
        discount_starts_at,
        discount_ends_at
    FROM products
    WHERE status = 'active'
), known AS MATERIALIZED (
    SELECT at, width_bucket(at, (SELECT array_agg(shelf.created_at ORDER BY shelf.number) FROM shelf)) AS products
    FROM unnest(:hours::timestamptz[]) AS at
), chosen AS MATERIALIZED (
    SELECT
        lines.n, lines.at, lines.quantity, lines.choice,
        1 + floor(lines.popularity * known.products)::bigint AS number
    FROM lines
    JOIN known ON known.at = lines.at
), bought AS (
    SELECT DISTINCT ON (chosen.n, one.id)
        chosen.n,
        one.id AS variant_id,
        chosen.quantity,
        final_price(
            one.price, shelf.discount_type, shelf.discount_value, shelf.discount_starts_at, shelf.discount_ends_at,
            chosen.at
        ) AS unit_price
    FROM chosen
    JOIN shelf ON shelf.number = chosen.number
    -- With a limit it is looked up for each line: the planner cannot know how few these are, and would hash all.
    CROSS JOIN LATERAL (
        SELECT variants.id, variants.price
        FROM variants
        WHERE variants.product_id = shelf.id AND variants.position = 1 + floor(chosen.choice * shelf.choices)::int
        LIMIT 1
    ) AS one
    ORDER BY chosen.n, one.id, chosen.quantity
)
SELECT
    coalesce(array_agg(n), '{}') AS numbers,
    coalesce(array_agg(variant_id), '{}') AS variant_ids,
    coalesce(array_agg(quantity), '{}') AS quantities,
    coalesce(array_agg(unit_price), '{}') AS unit_prices
FROM bought
