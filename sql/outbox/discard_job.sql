-- Dead work is given up for good. No row where it is not dead.
UPDATE outbox
SET status = 'discarded', finished_at = now()
WHERE id = :id AND status = 'dead'
RETURNING job
