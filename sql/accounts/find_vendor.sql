-- Whether there is such a vendor.
SELECT id FROM vendors WHERE id = :vendor_id
