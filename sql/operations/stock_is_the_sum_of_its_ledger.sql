-- The stock of every variant is the sum of its movements.
SELECT coalesce(inventory.variant_id, ledger.variant_id)::text AS id
FROM inventory
FULL JOIN (
    SELECT m.variant_id, sum(m.delta) AS on_hand FROM stock_movements AS m GROUP BY m.variant_id
) AS ledger ON ledger.variant_id = inventory.variant_id
WHERE coalesce(inventory.on_hand, 0) <> coalesce(ledger.on_hand, 0)
