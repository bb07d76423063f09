-- What was issued, the newest first, after the place where the last page ended.
SELECT id, kind, order_id, document ->> 'number' AS number, currency, total, issued_at, filed_at
FROM invoices
WHERE
    (:kind::text IS NULL OR kind = :kind)
    AND (:issued_from::timestamptz IS NULL OR issued_at >= :issued_from)
    AND (:issued_to::timestamptz IS NULL OR issued_at < :issued_to)
    AND (:before::uuid IS NULL OR id < :before)
ORDER BY id DESC
LIMIT :most::int OFFSET :skip::int
