-- Sums the hours of these days.
INSERT INTO sales_by_day (day, orders, units, gross, discounts, shipping, tax, charged, refunds)
SELECT
    h.day, sum(h.orders), sum(h.units), sum(h.gross), sum(h.discounts), sum(h.shipping), sum(h.tax), sum(h.charged),
    sum(h.refunds)
FROM sales_by_hour AS h
WHERE h.day = ANY(:days::date[])
GROUP BY h.day
