-- Search of orders and people, history of invariants.
SELECT;
