-- Writes a zone, a new one or a known one.
INSERT INTO shipping_zones (id, name)
VALUES (coalesce(:id::uuid, uuidv7()), :name)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, version = shipping_zones.version + 1
RETURNING id
