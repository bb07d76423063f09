-- New variants of any products.
INSERT INTO variants (product_id, sku, position, options, price, compare_at_price, weight_grams, barcode)
SELECT
    given.product_id, given.sku, given.position, given.options, given.price, given.compare_at_price,
    given.weight_grams, given.barcode
FROM jsonb_to_recordset(:rows::jsonb) AS given (
    product_id uuid, sku text, position int, options jsonb, price bigint, compare_at_price bigint, weight_grams int,
    barcode text
)
RETURNING sku AS key, id
