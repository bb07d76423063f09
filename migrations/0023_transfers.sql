-- Exports and imports of everything.
SELECT;
