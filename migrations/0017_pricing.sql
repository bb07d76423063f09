-- Coupons, promotions, shipping zones, taxes.
SELECT;
