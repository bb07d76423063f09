-- A worker has ended in order, and others that were not heard of for an hour did not.
DELETE FROM workers WHERE id = :id OR seen_at < now() - interval '1 hour'
