-- How old the oldest read model is, and whether all were built from the shop as it is.
SELECT
    min(m.refreshed_at) AS refreshed_at,
    coalesce(sum(m.duration_ms), 0)::int AS duration_ms,
    count(*) = 4 AND coalesce(bool_and(m.built_from = shop_state()), false) AS is_current,
    clock_timestamp() AS asked_at
FROM read_models AS m
