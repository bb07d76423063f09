-- Calls off an export that waits or is under way; whoever writes it stops when he next looks.
UPDATE exports SET status = 'cancelled', finished_at = now()
WHERE id = :export_id AND status IN ('queued', 'running')
RETURNING kind, format, filters
