-- Changes the prices of variants of locked products.
UPDATE variants
SET price = given.price, compare_at_price = given.compare_at_price, updated_at = now()
FROM unnest(:variant_ids::uuid[], :prices::bigint[], :compare_at_prices::bigint[])
    AS given (variant_id, price, compare_at_price)
WHERE variants.id = given.variant_id
