-- The vendor of a name, made where there is none. The update that changes nothing makes the row come back.
INSERT INTO vendors (name, name_key)
VALUES (:name, :name_key)
ON CONFLICT (name_key) DO UPDATE SET name_key = excluded.name_key
RETURNING id
