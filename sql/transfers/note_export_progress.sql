-- How far an export under way has come; no row where it was called off or is another worker's by now.
UPDATE exports SET row_count = :rows, expected_rows = :expected_rows
WHERE id = :export_id AND status = 'running' AND run = :run
RETURNING id
