-- Ends an import that will not be tried again; what it has already brought in stays. One that began nothing does not
-- keep its file from coming again.
UPDATE imports SET
    status = 'failed',
    error = :error,
    finished_at = now(),
    applies_once = CASE WHEN done_rows > 0 THEN applies_once END
WHERE id = :import_id AND status <> 'done'
