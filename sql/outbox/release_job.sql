-- Work that was interrupted by an orderly stop waits again at once.
UPDATE outbox
SET status = 'pending', claimed_until = NULL
WHERE id = :id AND status = 'claimed'
