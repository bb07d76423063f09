-- The work failed: it waits for its next try, or for an admin.
UPDATE outbox
SET
    status = CASE WHEN :is_dead::boolean THEN 'dead' ELSE 'pending' END,
    run_after = now() + make_interval(secs => :retry_seconds::float8),
    claimed_until = NULL,
    last_error = left(:error, 2000),
    finished_at = CASE WHEN :is_dead::boolean THEN now() END
WHERE id = :id AND status = 'claimed'
