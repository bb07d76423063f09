-- Renews the read model while others go on reading the one before.
REFRESH MATERIALIZED VIEW CONCURRENTLY users_by_day
