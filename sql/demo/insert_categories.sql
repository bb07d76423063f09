-- The sections of the shop and the shelves in them.
WITH opening AS (
    SELECT lpad(to_hex((extract(EPOCH FROM :opened_at::timestamptz) * 1000)::bigint), 12, '0') || '7' AS head
), sections AS (
    INSERT INTO categories (id, slug, name, position, created_at, updated_at)
    SELECT
        (opening.head || '000' || overlay(left(md5(s.name), 16), '8', 1))::uuid,
        lower(s.name),
        s.name,
        s.n,
        :opened_at,
        :opened_at
    FROM opening CROSS JOIN unnest(:sections::text[]) WITH ORDINALITY AS s (name, n)
    RETURNING id, name
)
INSERT INTO categories (id, parent_id, slug, name, position, created_at, updated_at)
SELECT
    (opening.head || '001' || overlay(left(md5(s.name), 16), '8', 1))::uuid,
    sections.id,
    replace(lower(s.name), ' ', '-'),
    s.name,
    s.n,
    :opened_at,
    :opened_at
FROM opening
CROSS JOIN unnest(:shelf_sections::text[], :shelves::text[]) WITH ORDINALITY AS s (section, name, n)
JOIN sections ON sections.name = s.section
