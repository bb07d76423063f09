-- Forgets prices that ended more than 30 days before now and before the reduction that runs now.
DELETE FROM price_history AS old
USING (
    SELECT h.variant_id, h.changed_at, lead(h.changed_at) OVER after AS until
    FROM price_history AS h
    WINDOW after AS (PARTITION BY h.variant_id ORDER BY h.changed_at)
) AS span
WHERE
    old.variant_id = span.variant_id AND old.changed_at = span.changed_at
    AND span.until <= now() - interval '30 days'
    AND span.until <= coalesce(reduced_since(span.variant_id), 'infinity') - interval '30 days'
