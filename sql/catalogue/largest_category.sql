-- How many active products the largest category had when they were last counted: there are at least so many.
SELECT coalesce(max(products), 0)::int AS products FROM facet_values WHERE kind = 'category'
