-- Ends an import that will not be tried again; what it has already brought in stays.
UPDATE imports SET status = 'failed', error = :error, finished_at = now()
WHERE id = :import_id AND status <> 'done'
