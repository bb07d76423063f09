-- No row where somebody else filed it meanwhile.
UPDATE invoices SET filed_at = now()
WHERE id = :invoice_id AND filed_at IS NULL
RETURNING id
