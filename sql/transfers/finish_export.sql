-- Makes a complete file the export's, once: where another run was first there is no row.
UPDATE exports SET
    status = 'done',
    row_count = :rows,
    expected_rows = :rows,
    bytes = :bytes,
    storage_key = :storage_key,
    error = NULL,
    finished_at = now(),
    expires_at = now() + make_interval(hours => :keep_hours::int)
WHERE id = :export_id AND status <> 'done'
RETURNING id
