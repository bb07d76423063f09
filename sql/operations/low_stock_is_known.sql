-- Who runs low is known, and nobody else: the alerts are made from it.
SELECT coalesce(low.variant_id, low_stock.variant_id)::text AS id
FROM (
    SELECT inventory.variant_id FROM inventory WHERE inventory.on_hand <= inventory.low_stock_threshold
) AS low
FULL JOIN low_stock ON low_stock.variant_id = low.variant_id
WHERE low.variant_id IS NULL OR low_stock.variant_id IS NULL
