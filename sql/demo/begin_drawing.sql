-- Makes the following random() calls of this transaction repeatable, and gives its sorts and joins memory.
SELECT setseed(:seed::float8)::text || set_config('work_mem', '128MB', true)
