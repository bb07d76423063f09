-- No variant has less than nothing.
SELECT inventory.variant_id::text AS id FROM inventory WHERE inventory.on_hand < 0
