-- Makes the following random() calls of this connection repeatable.
SELECT setseed(:seed)::text
