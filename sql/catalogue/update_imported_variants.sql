-- Rewrites what a file says of variants of locked products.
UPDATE variants
SET
    position = given.position, options = given.options, price = given.price,
    compare_at_price = given.compare_at_price, weight_grams = given.weight_grams, barcode = given.barcode,
    updated_at = now()
FROM jsonb_to_recordset(:rows::jsonb) AS given (
    id uuid, position int, options jsonb, price bigint, compare_at_price bigint, weight_grams int, barcode text
)
WHERE variants.id = given.id
