-- A vendor; no row where the name is taken.
INSERT INTO vendors (name, name_key)
VALUES (:name, lower(:name))
ON CONFLICT DO NOTHING
RETURNING id
