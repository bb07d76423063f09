-- Begins an import, or takes it up where a worker died over it.
UPDATE imports SET status = 'running', total_rows = :total_rows, error = NULL
WHERE id = :import_id AND status <> 'done'
RETURNING done_rows
