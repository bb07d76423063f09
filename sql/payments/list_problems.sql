-- What does not add up, the newest first, after the place where the last page ended.
SELECT id, kind, provider, order_id, reference, detail, created_at, resolved_at, note
FROM payment_problems
WHERE
    (:is_resolved::boolean IS NULL OR (resolved_at IS NOT NULL) = :is_resolved)
    AND (:before::uuid IS NULL OR id < :before)
ORDER BY id DESC
LIMIT :most::int OFFSET :skip::int
