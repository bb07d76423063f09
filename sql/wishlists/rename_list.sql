-- Gives a list another name.
WITH renamed AS (
    UPDATE wishlists SET name = :new_name WHERE user_id = :user_id AND name = :name
    RETURNING id, name, created_at
)

SELECT
    renamed.name,
    (SELECT count(*)::int FROM wishes WHERE wishes.wishlist_id = renamed.id) AS wishes,
    renamed.created_at
FROM renamed
