-- One refresher at a time, over all processes.
SELECT pg_advisory_xact_lock(hashtextextended('read models', 0))
