-- A picture that needs no processing.
INSERT INTO images (product_id, alt, status, renditions)
VALUES (:product_id, :alt, 'ready', :renditions)
