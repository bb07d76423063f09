-- How far an export under way has come.
UPDATE exports SET row_count = :rows, expected_rows = :expected_rows
WHERE id = :export_id AND status = 'running'
