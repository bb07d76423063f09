-- Tells the planner what the tables now hold, and marks their pages as seen by all.
VACUUM (ANALYZE)
