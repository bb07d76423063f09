-- Begins the ledger of new variants: a stock row each, and its first movement where there is anything.
WITH opened AS (
    INSERT INTO inventory (variant_id, on_hand)
    SELECT new.variant_id, new.quantity
    FROM unnest(:variant_ids::uuid[], :quantities::int[]) AS new (variant_id, quantity)
    RETURNING variant_id, on_hand
)
INSERT INTO stock_movements (variant_id, delta, reason, actor_id)
SELECT opened.variant_id, opened.on_hand, :reason, :actor_id
FROM opened
WHERE opened.on_hand <> 0
