-- Notes that the file of an expired export is gone.
UPDATE exports SET storage_key = NULL WHERE id = :export_id
