-- How many documents a list has, counted to a limit.
SELECT count(*)::int AS found
FROM (
    SELECT
    FROM invoices
    WHERE
        (:kind::text IS NULL OR kind = :kind)
        AND (:issued_from::timestamptz IS NULL OR issued_at >= :issued_from)
        AND (:issued_to::timestamptz IS NULL OR issued_at < :issued_to)
    LIMIT :most::int
) AS counted
