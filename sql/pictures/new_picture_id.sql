-- An id as rows get them, for a picture that is stored before it has its row.
SELECT uuidv7() AS id
