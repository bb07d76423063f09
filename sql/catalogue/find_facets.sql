-- The numbers of what somebody filters by; what no product was ever found by has none. A category is named by its id or
-- its slug, an option as in "size=M".
SELECT wanted.place::int AS place, known.id, known.products
FROM unnest(:kinds::text[], :keys::text[]) WITH ORDINALITY AS wanted (kind, key, place)
JOIN facet_values AS known
    ON known.kind = wanted.kind
    AND known.key = CASE wanted.kind WHEN 'option' THEN folded(wanted.key) ELSE wanted.key END
