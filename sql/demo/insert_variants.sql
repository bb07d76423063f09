-- The variants of every product, one for each value of its option, with prices that end in 9.
WITH choices AS MATERIALIZED (
    SELECT
        products.id,
        products.created_at,
        products.options -> 0 ->> 'name' AS option,
        coalesce(c.value, '') AS value,
        coalesce(c.n, 1) AS n,
        9 + 10 * (40 + (uuid_hash_extended(products.id, 1) & 1023)) AS price
    FROM products
    LEFT JOIN LATERAL jsonb_array_elements_text(products.options -> 0 -> 'values') WITH ORDINALITY AS c (value, n)
        ON true
)
INSERT INTO variants (id, product_id, sku, position, options, price, weight_grams, created_at, updated_at)
SELECT
    (left(id::text, 14) || '7' || lpad(to_hex(n), 3, '0') || substr(id::text, 19))::uuid,
    id,
    upper(substr(id::text, 25)) || '-' || n,
    n,
    CASE WHEN option IS NULL THEN '{}'::jsonb ELSE jsonb_build_object(option, value) END,
    price + CASE WHEN option = 'Size' THEN 100 * (n - 1) ELSE 0 END,
    100 + 50 * (uuid_hash_extended(id, 3) & 31),
    created_at,
    created_at
FROM choices
ORDER BY id, n
