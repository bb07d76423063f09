-- What the shop sells: categories, products, their variants and pictures.

CREATE TABLE categories (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    parent_id uuid REFERENCES categories (id),
    slug text NOT NULL CONSTRAINT categories_slug_key UNIQUE,
    name text NOT NULL,
    description text NOT NULL DEFAULT '',
    position int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT categories_parent CHECK (parent_id <> id)
);
CREATE INDEX categories_parent_id_idx ON categories (parent_id);

CREATE TABLE products (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    slug text NOT NULL CONSTRAINT products_slug_key UNIQUE,
    name text NOT NULL,
    -- Sanitised HTML.
    description text NOT NULL DEFAULT '',
    status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'active', 'archived')),
    category_id uuid REFERENCES categories (id),
    vendor_id uuid REFERENCES vendors (id),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    is_featured boolean NOT NULL DEFAULT false,
    tags text[] NOT NULL DEFAULT '{}',
    -- [{"name": "Size", "values": ["S", "M"]}] in the order shown.
    options jsonb NOT NULL DEFAULT '[]',
    attributes jsonb NOT NULL DEFAULT '{}',
    seo_title text,
    seo_description text,
    -- A percentage in whole hundredths of a percent (1250 is 12.5 %), a fixed discount in the minor unit.
    discount_type text CHECK (discount_type IN ('percentage', 'fixed')),
    discount_value bigint CHECK (discount_value > 0),
    discount_starts_at timestamptz,
    discount_ends_at timestamptz,
    -- Counts every change of the product, its variants and pictures: what If-Match compares.
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT products_discount_whole CHECK ((discount_type IS NULL) = (discount_value IS NULL)),
    CONSTRAINT products_discount_percentage CHECK (discount_type <> 'percentage' OR discount_value <= 10000),
    CONSTRAINT products_discount_dates CHECK (discount_starts_at < discount_ends_at)
);
CREATE INDEX products_category_id_idx ON products (category_id);
CREATE INDEX products_vendor_id_idx ON products (vendor_id);

CREATE TABLE variants (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    product_id uuid NOT NULL REFERENCES products (id),
    sku text NOT NULL CONSTRAINT variants_sku_key UNIQUE,
    position int NOT NULL DEFAULT 0,
    -- {"Size": "M"}; empty where the product has one variant only.
    options jsonb NOT NULL DEFAULT '{}',
    price bigint NOT NULL CHECK (price BETWEEN 0 AND 1000000000000),
    compare_at_price bigint CHECK (compare_at_price BETWEEN 0 AND 1000000000000),
    max_per_order int CHECK (max_per_order > 0),
    weight_grams int CHECK (weight_grams >= 0),
    barcode text,
    -- A removed variant stays for the orders that name it, out of sight and out of sale.
    removed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX variants_product_id_idx ON variants (product_id, position);

CREATE TABLE images (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    product_id uuid NOT NULL REFERENCES products (id),
    variant_id uuid REFERENCES variants (id),
    position int NOT NULL DEFAULT 0,
    alt text NOT NULL DEFAULT '',
    -- Where an import said the picture is; kept for the way back out, never fetched.
    source_url text,
    status text NOT NULL DEFAULT 'processing' CHECK (status IN ('processing', 'ready', 'failed', 'external')),
    -- {"thumb": {"url": …, "width": …, "height": …, "format": …}, "card": …, "zoom": …}
    renditions jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX images_product_id_idx ON images (product_id, position);
