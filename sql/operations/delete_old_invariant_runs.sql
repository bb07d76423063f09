-- Forgets what the invariants said more than 90 days ago.
DELETE FROM invariant_runs WHERE requested_at < now() - interval '90 days'
