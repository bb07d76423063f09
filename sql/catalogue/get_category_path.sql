-- A category and all that it stands in.
SELECT unnest(category_path(:category_id::uuid)) AS id
