-- Tells the planner what the tables now hold, and marks their pages as seen by all, so that lists read indexes alone.
VACUUM (ANALYZE)
