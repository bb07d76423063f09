-- Begins an export, again where a worker died over it; none where it is done.
UPDATE exports SET status = 'running', row_count = 0, expected_rows = NULL, error = NULL
WHERE id = :export_id AND status <> 'done'
RETURNING kind, format, filters
