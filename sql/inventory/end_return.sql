-- Nobody waits any more, or the variant is gone again.
DELETE FROM stock_returns WHERE variant_id = :variant_id
