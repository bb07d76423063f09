-- Which of these pictures exist.
SELECT id FROM images WHERE id = ANY(:ids::uuid[])
