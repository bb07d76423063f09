-- Named wishlists, merges, reminders of carts.
SELECT;
