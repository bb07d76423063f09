-- How many variants list_stock has, counted no further than `most`.
SELECT count(*)::int
FROM (
    SELECT 1
    FROM chosen_stock(:chosen::jsonb) AS inventory
    JOIN variants ON variants.id = inventory.variant_id AND variants.removed_at IS NULL
    LIMIT :most::int
) AS counted
