-- Writes a tax rate, a new one or a known one.
INSERT INTO tax_rates (id, tax_class, name, country, region, rate_ppm)
VALUES (coalesce(:id::uuid, uuidv7()), :tax_class, :name, :country, :region, :rate_ppm)
ON CONFLICT (id) DO UPDATE SET
    tax_class = excluded.tax_class, name = excluded.name, country = excluded.country, region = excluded.region,
    rate_ppm = excluded.rate_ppm, version = tax_rates.version + 1
RETURNING id
