-- Appends one entry to the record of changes.
INSERT INTO audit_log (actor_id, action, object_type, object_id, before, after, request_id, address, api_key_id)
VALUES (:actor_id, :action, :object_type, :object_id, :before, :after, :request_id, :address, :api_key_id)
