-- The invariants are to be asked.
INSERT INTO invariant_runs (requested_by)
VALUES (:requested_by)
RETURNING id
