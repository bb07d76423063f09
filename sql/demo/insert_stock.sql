-- Opens the stock of every variant, about one in twelve with nothing, and its ledger.
WITH opened AS (
    INSERT INTO inventory (variant_id, on_hand, updated_at)
    SELECT
        variants.id,
        greatest(0, (uuid_hash_extended(variants.id, 4) & 127) - 10),
        variants.created_at
    FROM variants
    RETURNING variant_id, on_hand, updated_at
)
INSERT INTO stock_movements (id, variant_id, delta, reason, created_at)
SELECT variant_id, variant_id, on_hand, 'initial', updated_at
FROM opened
WHERE on_hand > 0
