-- Stages work in the transaction of the change that asks for it; the same fact staged twice is one row.
INSERT INTO outbox (job, arguments, dedup_key, queue, run_after)
VALUES (:job, :arguments, :dedup_key, :queue, coalesce(:run_after, now()))
ON CONFLICT (dedup_key) DO NOTHING
