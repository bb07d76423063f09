-- Ends the stock of variants that are deleted. Only rows without a ledger may go, and those have nothing.
DELETE FROM inventory WHERE variant_id = ANY(:variant_ids::uuid[]) AND on_hand = 0
