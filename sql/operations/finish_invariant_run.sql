-- What the invariants said. Who finds it said already changes nothing.
UPDATE invariant_runs
SET finished_at = now(), duration_ms = :duration_ms::int, checked = :checked::int, findings = :findings
WHERE id = :id AND finished_at IS NULL
