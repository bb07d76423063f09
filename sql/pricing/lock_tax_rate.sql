-- Locks a tax rate for a change.
SELECT rate.id, rate.version FROM tax_rates AS rate WHERE rate.id = :id FOR UPDATE
