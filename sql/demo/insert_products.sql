-- Products number :first to :last: two in five were there at the opening, the others came one by one.
WITH nouns AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY n.position) AS number, n.noun, categories.id AS category_id
    FROM unnest(:shelves::text[], :nouns::text[]) WITH ORDINALITY AS n (shelf, noun, position)
    JOIN categories ON categories.name = n.shelf AND categories.parent_id IS NOT NULL
), makers AS MATERIALIZED (
    SELECT array_agg(id ORDER BY name) AS ids FROM vendors
), drawn AS MATERIALIZED (
    SELECT
        n,
        date_trunc(
            'milliseconds',
            :opened_at::timestamptz + (:until::timestamptz - :opened_at::timestamptz)
            * greatest(n::float8 / :products::int - 0.4, 0) / 0.6
        ) AS came_at,
        to_hex(random(28672, 32767)) || to_hex(random((-9223372036854775807), (-4611686018427387905))) AS tail,
        random(1, cardinality(:nouns::text[])) AS noun,
        (:adjectives::text[])[random(1, cardinality(:adjectives::text[]))] AS adjective,
        (:materials::text[])[random(1, cardinality(:materials::text[]))] AS material,
        (:places::text[])[random(1, cardinality(:places::text[]))] AS place,
        (:tags::text[])[random(1, cardinality(:tags::text[]))] AS tag,
        (:tags::text[])[random(1, cardinality(:tags::text[]))] AS second_tag,
        random(1, cardinality(makers.ids)) AS maker,
        CASE WHEN random() < 0.5 THEN 'Colour' ELSE 'Size' END AS option,
        CASE WHEN random() < 0.15 THEN 0 ELSE random(2, 5) END AS choices,
        random(1, 8) AS first_colour,
        random() AS luck
    FROM generate_series(:first::int, :last::int) AS n CROSS JOIN makers
)
INSERT INTO products (
    id, slug, name, description, status, category_id, vendor_id, currency, is_featured, tags, options, attributes,
    discount_type, discount_value, created_at, updated_at
)
SELECT
    (lpad(to_hex((extract(EPOCH FROM came_at) * 1000)::bigint), 12, '0') || tail)::uuid,
    replace(lower(concat_ws('-', adjective, material, place, nouns.noun, n)), ' ', '-'),
    concat_ws(' ', place, adjective, material, nouns.noun),
    format(
        '<p>A %s %s in %s, named after the %s. Made by people who use it themselves, and easy to mend.</p>',
        lower(adjective), lower(nouns.noun), lower(material), lower(place)
    ),
    CASE WHEN luck > 0.99 THEN 'draft' ELSE 'active' END,
    nouns.category_id,
    makers.ids[maker],
    :currency,
    luck < 0.01,
    CASE WHEN tag = second_tag THEN ARRAY[tag] ELSE ARRAY[tag, second_tag] END,
    CASE WHEN choices = 0 THEN '[]'::jsonb ELSE jsonb_build_array(jsonb_build_object(
        'name', option,
        'values', to_jsonb(CASE option
            WHEN 'Size' THEN (:sizes::text[])[1 : choices]
            ELSE (:colours::text[])[first_colour : first_colour + choices - 1]
        END)
    )) END,
    jsonb_build_object('material', material),
    CASE WHEN luck BETWEEN 0.1 AND 0.2 THEN 'percentage' END,
    CASE WHEN luck BETWEEN 0.1 AND 0.2 THEN 500 * (1 + n % 8) END,
    came_at,
    came_at
FROM drawn
JOIN nouns ON nouns.number = drawn.noun
CROSS JOIN makers
ORDER BY n
