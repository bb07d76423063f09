-- Adds a picture behind the others of its locked product; nothing where it has as many as it may have.
INSERT INTO images (id, product_id, variant_id, position, alt, status, content_hash, format, width, height, bytes)
SELECT
    :id, :product_id, :variant_id, coalesce(max(image.position) + 1, 0), :alt, 'processing', :content_hash, :format,
    :width, :height, :bytes
FROM images AS image
WHERE image.product_id = :product_id
HAVING count(*) < :most::int
RETURNING id
