-- Dead work is to be tried again, at once and with all of its attempts. No row where it is not dead.
UPDATE outbox
SET status = 'pending', attempts = 0, run_after = now(), finished_at = NULL
WHERE id = :id AND status = 'dead'
RETURNING job
