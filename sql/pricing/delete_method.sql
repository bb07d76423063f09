-- Removes a shipping method; orders keep its code.
DELETE FROM shipping_methods WHERE id = :id
