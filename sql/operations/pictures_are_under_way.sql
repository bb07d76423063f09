-- A picture that waits for its renditions has a job that makes them.
SELECT images.id::text AS id
FROM images
WHERE images.status = 'processing'
    AND NOT EXISTS (
        SELECT 1 FROM outbox
        WHERE outbox.dedup_key = 'picture:' || images.id AND outbox.status IN ('pending', 'claimed')
    )
