-- Customers number :first to :last, who joined one after the other between the opening and now.
WITH drawn AS MATERIALIZED (
    SELECT
        n,
        :opened_at::timestamptz
        + (:until::timestamptz - :opened_at::timestamptz) * ((n - 0.5) / :customers::int) AS joined_at,
        to_hex(random(28672, 32767)) || to_hex(random((-9223372036854775807), (-4611686018427387905))) AS tail,
        (:first_names::text[])[random(1, cardinality(:first_names::text[]))] AS first_name,
        (:last_names::text[])[random(1, cardinality(:last_names::text[]))] AS last_name
    FROM generate_series(:first::int, :last::int) AS n
)
INSERT INTO users (id, email, email_key, full_name, password_hash, email_verified_at, created_at, updated_at)
SELECT
    (lpad(to_hex((extract(EPOCH FROM joined_at) * 1000)::bigint), 12, '0') || tail)::uuid,
    'customer-' || n || '@demo.example',
    'customer-' || n || '@demo.example',
    first_name || ' ' || last_name,
    :password_hash,
    joined_at,
    joined_at,
    joined_at
FROM drawn
