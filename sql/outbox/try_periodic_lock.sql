-- Takes the turn of one periodic job for this transaction; false where another worker has it.
SELECT pg_try_advisory_xact_lock(hashtextextended('periodic ' || :name, 0)) AS is_ours
