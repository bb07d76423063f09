-- The times that the invariants were asked, the newest first.
SELECT r.id, r.requested_by, r.requested_at, r.finished_at, r.duration_ms, r.checked, r.findings
FROM invariant_runs AS r
WHERE :before_id::uuid IS NULL OR r.id < :before_id
ORDER BY r.id DESC
LIMIT :most::int OFFSET :skip::int
