-- Notes that the file of an old import is gone.
UPDATE imports SET storage_key = NULL WHERE id = :import_id
