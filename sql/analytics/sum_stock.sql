-- What lies in stock, all in all.
SELECT
    count(*) AS variants,
    coalesce(sum(s.on_hand), 0)::bigint AS units,
    coalesce(sum(s.value), 0)::bigint AS value,
    coalesce(sum(s.sold_30), 0)::bigint AS sold_30,
    coalesce(sum(s.sold_90), 0)::bigint AS sold_90,
    CASE WHEN sum(s.sold_30) > 0 THEN (sum(s.on_hand)::bigint * 30 / sum(s.sold_30))::bigint END AS days_of_cover,
    count(*) FILTER (WHERE s.is_dead) AS dead_variants,
    coalesce(sum(s.on_hand) FILTER (WHERE s.is_dead), 0)::bigint AS dead_units,
    coalesce(sum(s.value) FILTER (WHERE s.is_dead), 0)::bigint AS dead_value,
    count(*) FILTER (WHERE s.is_low) AS alerts,
    count(*) FILTER (WHERE s.on_hand = 0) AS sold_out
FROM stock_figures AS s
