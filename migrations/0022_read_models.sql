-- More read models.
SELECT;
