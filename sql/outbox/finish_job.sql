-- The work is done.
UPDATE outbox
SET status = 'done', finished_at = now(), claimed_until = NULL, last_error = NULL
WHERE id = :id AND status = 'claimed'
