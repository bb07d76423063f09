-- What lies at a location is the sum of its movements there, and of a variant nowhere less than nothing.
SELECT coalesce(there.variant_id, ledger.variant_id)::text AS id
FROM (
    SELECT location_stock.variant_id, location_stock.location_id, location_stock.on_hand
    FROM location_stock
    UNION ALL
    SELECT inventory.variant_id, NULL, inventory.on_hand - elsewhere_total(inventory.elsewhere)
    FROM inventory
) AS there
FULL JOIN (
    SELECT m.variant_id, m.location_id, sum(m.delta) AS on_hand
    FROM stock_movements AS m
    GROUP BY m.variant_id, m.location_id
) AS ledger
    ON
        ledger.variant_id = there.variant_id
        -- The default location has no id here; a full join needs a plain comparison.
        AND coalesce(ledger.location_id, '00000000-0000-0000-0000-000000000000')
        = coalesce(there.location_id, '00000000-0000-0000-0000-000000000000')
WHERE coalesce(there.on_hand, 0) <> coalesce(ledger.on_hand, 0) OR there.on_hand < 0
