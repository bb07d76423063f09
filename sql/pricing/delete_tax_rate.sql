-- Removes a tax rate; orders keep what they were taxed by.
DELETE FROM tax_rates WHERE id = :id
