-- New variants of a product; their ids come back in the order given.
WITH given AS (
    SELECT uuidv7() AS id, line.*
    FROM unnest(
        :skus::text[], :positions::int[], :options::text[], :prices::bigint[], :compare_at_prices::bigint[],
        :max_per_orders::int[], :weights::int[], :barcodes::text[]
    ) WITH ORDINALITY AS line (
        sku, position, options, price, compare_at_price, max_per_order, weight_grams, barcode, place
    )
), inserted AS (
    INSERT INTO variants (
        id, product_id, sku, position, options, price, compare_at_price, max_per_order, weight_grams, barcode
    )
    SELECT
        given.id, :product_id, given.sku, given.position, given.options::jsonb, given.price, given.compare_at_price,
        given.max_per_order, given.weight_grams, given.barcode
    FROM given
)
SELECT given.id FROM given ORDER BY given.place
