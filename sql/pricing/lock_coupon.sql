-- Locks a coupon for a change, against those who redeem it too.
SELECT c.id, c.version FROM coupons AS c WHERE c.id = :id AND c.archived_at IS NULL FOR UPDATE
