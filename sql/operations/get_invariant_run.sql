-- One time that the invariants were asked.
SELECT r.id, r.requested_by, r.requested_at, r.finished_at, r.duration_ms, r.checked, r.findings
FROM invariant_runs AS r
WHERE r.id = :id
