-- One change of the tree at a time, so that two moves cannot close a circle between them.
SELECT pg_advisory_xact_lock(hashtextextended('categories', 0))
