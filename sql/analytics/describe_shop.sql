-- The state of the shop that a refresh is about to be built from.
SELECT shop_state() AS described
