-- The newest price in the history of a variant is what a customer pays; one without a history has its plain price.
SELECT v.id::text AS id
FROM variants AS v
JOIN products AS p ON p.id = v.product_id
CROSS JOIN LATERAL final_price(
    v.price, p.discount_type, p.discount_value, p.discount_starts_at, p.discount_ends_at, now()
) AS present (price)
LEFT JOIN LATERAL (
    SELECT h.price, h.is_reduced
    FROM price_history AS h
    WHERE h.variant_id = v.id AND h.changed_at <= now()
    ORDER BY h.changed_at DESC
    LIMIT 1
) AS newest ON true
WHERE
    (coalesce(newest.price, v.price), coalesce(newest.is_reduced, false))
    <> (present.price, present.price < v.price OR coalesce(v.compare_at_price > present.price, false))
