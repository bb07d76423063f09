-- Deletes a location; the ledger's foreign key keeps one that ever had stock.
DELETE FROM stock_locations WHERE id = :location_id
