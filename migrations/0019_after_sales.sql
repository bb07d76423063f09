-- Parcels with their items, returns, notes, invoices.
SELECT;
