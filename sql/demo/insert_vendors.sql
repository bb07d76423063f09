-- The makers of the products.
INSERT INTO vendors (id, name, name_key, created_at)
SELECT
    (
        lpad(to_hex((extract(EPOCH FROM :opened_at::timestamptz) * 1000)::bigint), 12, '0')
        || '7000' || overlay(left(md5(v.name), 16), '8', 1)
    )::uuid,
    v.name,
    lower(v.name),
    :opened_at
FROM unnest(:names::text[]) AS v (name)
