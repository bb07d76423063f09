-- Draws the orders placed in the hours from :from_at to :to_at, with their lines, as they stand at :until.
-- Every random() is drawn over generate_series alone, in its order, so that no plan changes what comes out.
WITH hours AS MATERIALIZED (
    SELECT
        h.at,
        (h.at - :opened_at::timestamptz) AS age,
        sum((:week::float8[])[extract(ISODOW FROM h.at)::int] * (:day::float8[])[1 + extract(HOUR FROM h.at)::int]
            * (:year::float8[])[extract(MONTH FROM h.at)::int]
            * (0.5 + extract(EPOCH FROM h.at - :opened_at::timestamptz) / :span_seconds::float8)) OVER (ORDER BY h.at) AS reached
    FROM generate_series(:opened_at::timestamptz, :until::timestamptz - interval '1 hour', interval '1 hour') AS h (at)
), counted AS MATERIALIZED (
    SELECT
        at,
        floor(:orders::int * coalesce(lag(reached) OVER (ORDER BY at), 0) / max(reached) OVER ())::int AS before,
        floor(:orders::int * reached / max(reached) OVER ())::int AS upto,
        extract(EPOCH FROM age)::float8 / :span_seconds::float8 AS grown
    FROM hours
), drawn AS MATERIALIZED (
    SELECT
        n,
        c.grown,
        c.at + random() * interval '1 hour' AS placed_at,
        to_hex(random(28672, 32767)) || to_hex(random((-9223372036854775807), (-4611686018427387905))) AS tail,
        random() AS who,
        random() AS fate,
        interval '1 day' * (1 + random()) AS step,
        random(1, cardinality(:first_names::text[])) AS first_name,
        random(1, cardinality(:last_names::text[])) AS last_name,
        random(1, cardinality(:streets::text[])) AS street,
        random(1, cardinality(:cities::text[])) AS city,
        (1 + floor(5 * power(random(), 2)))::int AS lines
    FROM (SELECT * FROM counted WHERE at >= :from_at AND at < :to_at ORDER BY at) AS c,
        generate_series(c.before + 1, c.upto) AS n
)
SELECT count(*)::int, min(placed_at)::text from drawn
