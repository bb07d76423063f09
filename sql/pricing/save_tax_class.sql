-- Writes a tax class, a new one or a known one.
INSERT INTO tax_classes (code, name)
VALUES (:code, :name)
ON CONFLICT (code) DO UPDATE SET name = excluded.name
