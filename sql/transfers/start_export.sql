-- Begins an export, again where a worker died over it; none where it is done or was called off. Whoever began it before
-- finds another `run` and stops.
UPDATE exports SET
    status = 'running',
    row_count = 0,
    expected_rows = NULL,
    error = NULL,
    finished_at = NULL,
    run = run + 1
WHERE id = :export_id AND status NOT IN ('done', 'cancelled')
RETURNING kind, format, filters, run
