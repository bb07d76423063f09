-- Forgets the sales of these days, which are then counted anew.
WITH hours AS (
    DELETE FROM sales_by_hour WHERE sales_by_hour.day = ANY(:days::date[])
)
DELETE FROM sales_by_day WHERE sales_by_day.day = ANY(:days::date[])
