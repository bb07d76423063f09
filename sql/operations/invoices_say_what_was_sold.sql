-- An invoice is of its order's total; its credit notes are of money that went back, and of no more than it says.
SELECT o.id::text AS id
FROM (
    SELECT
        order_id,
        coalesce(sum(total) FILTER (WHERE kind = 'invoice'), 0) AS invoiced,
        coalesce(sum(total) FILTER (WHERE kind = 'credit_note'), 0) AS credited
    FROM invoices
    GROUP BY order_id
) AS told
JOIN orders AS o ON o.id = told.order_id
WHERE told.invoiced <> o.total OR told.credited NOT BETWEEN 0 AND told.invoiced
UNION
SELECT note.order_id::text AS id
FROM invoices AS note
JOIN refunds AS r ON r.id = note.refund_id
WHERE r.order_id <> note.order_id OR r.currency <> note.currency OR abs(note.total) > abs(r.amount)
