-- Makes a complete file the export's, once; no row where it was called off or is another worker's by now. Says whether
-- the admin who asked for it waited so long that he looks elsewhere.
UPDATE exports SET
    status = 'done',
    row_count = :rows,
    expected_rows = :rows,
    bytes = :bytes,
    notes = :notes,
    storage_key = :storage_key,
    error = NULL,
    finished_at = now(),
    expires_at = now() + make_interval(hours => :keep_hours::int)
WHERE id = :export_id AND status = 'running' AND run = :run
RETURNING requested_by IS NOT NULL AND now() - queued_at >= make_interval(secs => :mail_seconds::int) AS is_awaited
