-- Draws who placed the orders of some hours, and how far they have come at :until, around the lines drawn for them.
WITH drawn AS MATERIALIZED (
    SELECT
        h.before + k AS n,
        h.grown,
        date_trunc('milliseconds', h.at + random() * interval '1 hour') AS placed_at,
        to_hex(random((-9223372036854775807), (-4611686018427387905))) AS tail,
        random() AS customer,
        random() AS fate,
        date_trunc('seconds', interval '1 day' * (0.5 + random())) AS step,
        (:first_names::text[])[random(1, cardinality(:first_names::text[]))] AS first_name,
        (:last_names::text[])[random(1, cardinality(:last_names::text[]))] AS last_name,
        random(1, 180) || ' ' || (:streets::text[])[random(1, cardinality(:streets::text[]))] AS street,
        random(1, cardinality(:cities::text[])) AS city
    FROM unnest(:hours::timestamptz[], :befores::int[], :counts::int[], :grown::float8[])
        AS h (at, before, orders, grown)
    CROSS JOIN LATERAL generate_series(1, h.orders) AS k
), sums AS MATERIALIZED (
    SELECT
        n,
        sum(quantity * price)::bigint AS total,
        (array_agg(quantity * price ORDER BY position))[1] AS first_line,
        count(*) AS lines
    FROM unnest(:numbers::int[], :quantities::int[], :unit_prices::bigint[]) WITH ORDINALITY
        AS line (n, quantity, price, position)
    GROUP BY n
), fated AS MATERIALIZED (
    SELECT
        drawn.*, sums.total, sums.first_line,
        (lpad(to_hex((extract(EPOCH FROM placed_at) * 1000)::bigint), 12, '0') || '7000' || tail)::uuid AS id,
        -- How far it means to go, and how far it came: a step is half a day to a day and a half.
        CASE
            WHEN fate < 0.04 THEN 'cancelled'
            WHEN fate < 0.06 OR (fate < 0.09 AND sums.lines = 1) THEN 'refunded'
            WHEN fate < 0.09 THEN 'returned'
            ELSE 'kept'
        END AS path,
        least(
            floor(extract(EPOCH FROM :until::timestamptz - placed_at) / extract(EPOCH FROM step)),
            CASE WHEN fate < 0.04 THEN 1 WHEN fate < 0.09 THEN 4 ELSE 3 END)::int AS steps
    FROM drawn JOIN sums ON sums.n = drawn.n
), people AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY id) AS number, id, email, full_name
    FROM users WHERE email_key LIKE 'customer-%@demo.example'
)
INSERT INTO orders (
    id, number, cart_id, user_id, email, status, payment_status, payment_provider, currency, subtotal, total,
    paid_total, refunded_total, shipping_method, shipping_address, billing_address, placed_at, updated_at
)
SELECT
    o.id, -- An odd factor permutes the 32-bit numbers, so that no two orders share one.
    'R' || translate(lpad(to_hex((o.n::bigint * 2654435761) & 4294967295), 8, '0'), '01abcdef', 'RSABCDEF'),
    overlay(o.id::text, '7001', 15)::uuid,
    people.id,
    coalesce(people.email, lower(o.first_name || '.' || o.last_name) || '.' || o.n || '@guest.example'),
    CASE
        WHEN o.path = 'cancelled' AND o.steps = 1 THEN 'cancelled'
        WHEN o.path = 'refunded' AND o.steps = 4 THEN 'refunded'
        ELSE (ARRAY['confirmed', 'processing', 'shipped', 'delivered', 'delivered'])[1 + o.steps]
    END,
    CASE
        WHEN o.steps < 3 THEN 'unpaid' WHEN o.steps = 3 THEN 'paid'
        WHEN o.path = 'refunded' THEN 'refunded' ELSE 'partially_refunded'
    END,
    'manual', :currency, o.total, o.total,
    CASE WHEN o.steps >= 3 THEN o.total ELSE 0 END,
    CASE WHEN o.steps < 4 THEN 0 WHEN o.path = 'refunded' THEN o.total ELSE o.first_line END,
    'standard', written.address, written.address, o.placed_at, o.placed_at + o.step * o.steps
FROM fated AS o
LEFT JOIN people ON o.customer < 0.6 AND people.number
    = floor(power(o.customer / 0.6, 1.5) * (o.grown * (SELECT count(*) FROM people) + 0.5))::bigint
CROSS JOIN LATERAL (SELECT jsonb_build_object(
    'full_name', coalesce(people.full_name, o.first_name || ' ' || o.last_name),
    'line1', o.street, 'city', (:cities::text[])[o.city],
    'postal_code', (:postal_codes::text[])[o.city],
    'country', (:countries::text[])[o.city]
) AS address) AS written
ORDER BY o.placed_at, o.n
