-- What lies in stock, all in all.
SELECT variants, units, value, sold_30, sold_90, days_of_cover, dead_variants, dead_units, dead_value, alerts, sold_out
FROM stock_totals
