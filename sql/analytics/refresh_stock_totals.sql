-- Renews the read model while others go on reading the one before.
REFRESH MATERIALIZED VIEW CONCURRENTLY stock_totals
