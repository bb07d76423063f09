-- Ends an import that came to its last row.
UPDATE imports SET status = 'done', finished_at = now()
WHERE id = :import_id AND status = 'running'
RETURNING kind, is_dry_run, requested_by, created, updated, unchanged
