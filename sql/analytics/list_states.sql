-- How old each read model is, and since when it lags behind the shop.
SELECT
    model.name,
    m.refreshed_at,
    coalesce(m.duration_ms, 0) AS duration_ms,
    m.name IS NOT NULL AND stale_since(model.name) IS NULL AS is_current,
    m.name IS NULL OR m.built_from <> state_for(model.name) AS is_outdated,
    extract(EPOCH FROM greatest(statement_timestamp() - stale_since(model.name), interval '0'))::float8 AS lag_seconds,
    statement_timestamp() AS asked_at
FROM unnest(:names::text[]) WITH ORDINALITY AS model (name, place)
LEFT JOIN read_models AS m ON m.name = model.name
ORDER BY model.place
