-- Of each series every number up to the last one was given once.
SELECT s.kind AS id
FROM invoice_series AS s
LEFT JOIN invoices AS given ON given.kind = s.kind
GROUP BY s.kind
HAVING count(given.id) <> s.last_serial OR coalesce(max(given.serial), 0) <> s.last_serial
