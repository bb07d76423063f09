-- What sold best in every day, month and year, not of all time alone: a range is answered from the heads of its sums.
DROP INDEX product_sales_units_idx;
DROP INDEX product_sales_revenue_idx;
CREATE INDEX product_sales_units_idx ON product_sales (grain, start, units DESC, product_id);
CREATE INDEX product_sales_revenue_idx ON product_sales (grain, start, revenue DESC, product_id);
