-- The next number of a series. Whoever asks next waits for this transaction, so that one that fails leaves no gap.
UPDATE invoice_series SET last_serial = last_serial + 1
WHERE kind = :kind
RETURNING last_serial
