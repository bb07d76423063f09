-- Forgets all that was counted, and all notes of what is to be counted.
WITH notes AS (
    DELETE FROM stale_sales
), moves AS (
    DELETE FROM moved_products
), hours AS (
    DELETE FROM sales_by_hour
), days AS (
    DELETE FROM sales_by_day
), of_products AS (
    DELETE FROM product_sales
), of_categories AS (
    DELETE FROM category_sales
), of_regions AS (
    DELETE FROM region_sales
), of_coupons AS (
    DELETE FROM coupon_sales
), people AS (
    DELETE FROM customer_sales
), months AS (
    DELETE FROM customer_months
), of_cohorts AS (
    DELETE FROM cohort_months
)
DELETE FROM cohorts
