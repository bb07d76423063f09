-- There will be no renditions.
UPDATE images SET status = 'failed', error = :error WHERE id = :id AND status = 'processing'
