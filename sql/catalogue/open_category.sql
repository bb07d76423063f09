-- The category that a slug leads to, made at the top of the tree where there is none.
WITH renamed AS MATERIALIZED (
    SELECT former.category_id FROM former_category_slugs AS former WHERE former.slug = :slug
), opened AS (
    INSERT INTO categories (slug, name)
    SELECT :slug, :name
    WHERE NOT EXISTS (SELECT 1 FROM renamed)
    ON CONFLICT (slug) DO UPDATE SET slug = excluded.slug
    RETURNING id
)
SELECT opened.id FROM opened
UNION ALL
SELECT renamed.category_id AS id FROM renamed
