-- Pictures that are uploaded: what they are, and how far their renditions are.

ALTER TABLE images
    -- SHA-256 of the file as it was uploaded; NULL where no file was. Its original is kept under this name.
    ADD COLUMN content_hash text CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    ADD COLUMN format text CHECK (format IN ('jpeg', 'png', 'webp')),
    -- As stored in the file, before any rotation.
    ADD COLUMN width int CHECK (width > 0),
    ADD COLUMN height int CHECK (height > 0),
    ADD COLUMN bytes bigint CHECK (bytes > 0),
    -- Why there are no renditions, in words for whoever uploaded it.
    ADD COLUMN error text,
    ADD CONSTRAINT images_error CHECK ((status = 'failed') = (error IS NOT NULL)),
    ADD CONSTRAINT images_original CHECK (
        status NOT IN ('processing', 'failed')
        OR (content_hash IS NOT NULL AND format IS NOT NULL AND bytes IS NOT NULL)
    );

-- The same picture once on a product; what failed may be tried again.
CREATE UNIQUE INDEX images_content_key ON images (product_id, content_hash)
    WHERE content_hash IS NOT NULL AND status <> 'failed';
CREATE INDEX images_processing_idx ON images (id) WHERE status = 'processing';

-- Rendering is work for a processor: it delays neither mails nor exports, nor they it.
ALTER TABLE outbox
    DROP CONSTRAINT outbox_queue_check,
    ADD CONSTRAINT outbox_queue_check CHECK (queue IN ('default', 'transfers', 'pictures'));
