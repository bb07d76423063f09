-- Ends an export that will not be tried again.
UPDATE exports SET status = 'failed', error = :error, finished_at = now()
WHERE id = :export_id AND status = 'running' AND run = :run
