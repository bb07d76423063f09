-- The tax rates by place.
SELECT rate.id, rate.tax_class, rate.name, rate.country, rate.region, rate.rate_ppm, rate.version
FROM tax_rates AS rate
ORDER BY rate.country NULLS FIRST, rate.region NULLS FIRST, rate.tax_class, rate.id
