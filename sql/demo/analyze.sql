-- Tells the planner what the tables now hold.
ANALYZE
