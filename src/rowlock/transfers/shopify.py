"""Reads Shopify's product CSV: rows in, whole products and named mistakes out. Knows files and text, no database.

A product is all rows of one Handle, wherever they stand in the file.
"""

from collections import Counter
from collections.abc import Iterator
from typing import IO, Final

import msgspec

from rowlock.catalogue import file_rules
from rowlock.catalogue.types.imported import ImportedImage, ImportedProduct, ImportedVariant
from rowlock.transfers import cells, csv_rows
from rowlock.transfers.cells import Mistakes, Row
from rowlock.transfers.csv_rows import Columns
from rowlock.transfers.errors import UnreadableFile

# What we read, by the names of Shopify's classic export and of its newer template. All else is left alone.
_COLUMNS: Final[Columns] = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "body": ("body (html)", "body html", "description"),
    "vendor": ("vendor",),
    "type": ("type", "custom product type"),
    "tags": ("tags",),
    "published": ("published", "published on online store"),
    "status": ("status",),
    **{f"option{n}_name": (f"option{n} name",) for n in (1, 2, 3)},
    **{f"option{n}_value": (f"option{n} value",) for n in (1, 2, 3)},
    "sku": ("variant sku", "sku"),
    "grams": ("variant grams", "weight value (grams)"),
    "stock": ("variant inventory qty", "inventory quantity"),
    "price": ("variant price", "price"),
    "compare_at": ("variant compare at price", "compare-at price"),
    "barcode": ("variant barcode", "barcode"),
    "image": ("image src", "product image url"),
    "image_position": ("image position",),
    "image_alt": ("image alt text",),
    "seo_title": ("seo title",),
    "seo_description": ("seo description",),
    "variant_image": ("variant image", "variant image url"),
}
_REQUIRED: Final = ("handle", "title", "price")

MOST_VARIANTS: Final = 2_048  # Shopify's own limit
MOST_IMAGES: Final = 250
MOST_HTML: Final = 500_000  # 50,000 characters as the catalogue takes them can be stored as so many


class Outline(msgspec.Struct, frozen=True):
    """What a first reading of the whole file found."""

    rows: int
    rows_of: Counter[str]


class Parsed(msgspec.Struct, frozen=True):
    """One product with the number of rows it stands in, or the mistakes that keep it out."""

    rows: int
    first_row: int
    product: ImportedProduct | None
    mistakes: list[tuple[int, str]]
    row_of_sku: dict[str, int]

    @property
    def item(self) -> str | None:
        return self.product.slug if self.product is not None else None


def outline(file: IO[bytes]) -> Outline:
    """Reads the whole file once, so that nothing is imported of a file that breaks off in the middle.

    UnreadableFile where it is not UTF-8 text (with or without a byte order mark), not CSV, or lacks a column.
    """
    rows = 0
    rows_of: Counter[str] = Counter()
    for row in _rows(file):
        rows += 1
        rows_of[cells.key(row)] += 1
    if rows == 0:
        raise UnreadableFile("The file has no rows below its header")
    return Outline(rows, rows_of)


def products(file: IO[bytes], rows_of: Counter[str], currency: str) -> Iterator[Parsed]:
    """Every product, or what is wrong with it, as soon as its last row was read: always in the same order.

    Memory holds the rows of unfinished products only.
    """
    waiting: dict[str, list[Row]] = {}
    row_of_sku: dict[str, int] = {}
    for row in _rows(file):
        key = cells.key(row)
        if not key:
            yield Parsed(1, row.number, None, [] if row.is_blank else [(row.number, "Handle is missing")], {})
            continue
        rows = waiting.setdefault(key, [])
        rows.append(row)
        if len(rows) == rows_of[key]:
            yield _product(waiting.pop(key), currency, row_of_sku)


def _rows(file: IO[bytes]) -> Iterator[Row]:
    return csv_rows.rows(file, _COLUMNS, _REQUIRED, "Shopify product CSV")


def _product(rows: list[Row], currency: str, row_of_sku: dict[str, int]) -> Parsed:
    mistakes = Mistakes()
    first = rows[0]
    slug = cells.handle(first, mistakes)
    for row in rows:
        cells.check_width(row, mistakes)
    name = cells.text(rows, "title", "Title", 200, mistakes)
    if not name:
        mistakes.add(first.number, "Title is missing")
    names = _option_names(rows, mistakes)
    variants = _variants(rows, names, currency, mistakes)
    own_skus = _note_skus(rows, row_of_sku, mistakes)
    fields = {
        "description": cells.text(rows, "body", "Body (HTML)", MOST_HTML, mistakes) or "",
        "vendor": cells.text(rows, "vendor", "Vendor", 200, mistakes),
        "category": cells.text(rows, "type", "Type", 200, mistakes),
        "seo_title": cells.text(rows, "seo_title", "SEO Title", 200, mistakes),
        "seo_description": cells.text(rows, "seo_description", "SEO Description", 1_000, mistakes),
    }
    tags = cells.tags(rows, mistakes)
    status = cells.status(rows, mistakes)
    images = _images(rows, mistakes)
    product = None
    if not mistakes.found:
        product = ImportedProduct(
            slug=slug,
            name=name or "",
            status=status,
            currency=currency,
            tags=tags,
            option_names=names,
            variants=variants,
            images=images,
            **fields,  # type: ignore[arg-type]
        )
    return Parsed(len(rows), first.number, product, mistakes.found, own_skus)


def _option_names(rows: list[Row], mistakes: Mistakes) -> list[str]:
    names: list[str] = []
    for n in (1, 2, 3):
        name = cells.text(rows, f"option{n}_name", f"Option{n} Name", 100, mistakes)
        if name and len(names) == n - 1:
            names.append(name)
        elif name:
            mistakes.add(rows[0].number, f"Option{n} Name is given, Option{n - 1} Name is not")
    if len(set(map(str.casefold, names))) < len(names):
        mistakes.add(rows[0].number, "Two options have the same name")
    values = {row.get("option1_value") for row in rows if _is_variant(row)}
    return file_rules.option_names(names, values)


def _is_variant(row: Row) -> bool:
    """Whatever is no variant only adds a picture: Shopify repeats the handle and fills nothing else."""
    return any(row.get(c) for c in ("price", "option1_value", "sku", "stock", "compare_at"))


def _variants(rows: list[Row], names: list[str], currency: str, mistakes: Mistakes) -> list[ImportedVariant]:
    variants: list[ImportedVariant] = []
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        if not _is_variant(row):
            continue
        values = tuple(row.get(f"option{n}_value") for n in range(1, len(names) + 1))
        if "" in values:
            mistakes.add(row.number, f"Option{values.index('') + 1} Value is missing")
        elif any(len(value) > 200 for value in values):
            mistakes.add(row.number, "An option value is longer than 200 characters")
        elif (folded := tuple(map(str.casefold, values))) in seen:
            what = f"The variant {' / '.join(values)}" if values else "The product's only variant"
            mistakes.add(row.number, f"{what} is already given in row {seen[folded]}")
        seen.setdefault(tuple(map(str.casefold, values)), row.number)
        price = cells.amount(row, "price", "Variant Price", currency, mistakes)
        if not row.get("price"):
            mistakes.add(row.number, "Variant Price is missing")
        variants.append(
            ImportedVariant(
                sku=cells.short(row, "sku", "Variant SKU", 100, mistakes),
                options=dict(zip(names, values, strict=True)),
                price=price or 0,
                compare_at_price=cells.amount(row, "compare_at", "Variant Compare At Price", currency, mistakes),
                stock=cells.whole(row, "stock", "Variant Inventory Qty", 1_000_000_000, mistakes),
                weight_grams=cells.grams(row, mistakes),
                barcode=cells.short(row, "barcode", "Variant Barcode", 100, mistakes),
                image_url=cells.address(row, "variant_image", "Variant Image", mistakes),
            )
        )
    if not variants:
        mistakes.add(rows[0].number, "The product has no variant: Variant Price is missing")
    if len(variants) > MOST_VARIANTS:
        mistakes.add(rows[0].number, f"The product has more than {MOST_VARIANTS} variants")
    return variants


def _note_skus(rows: list[Row], row_of_sku: dict[str, int], mistakes: Mistakes) -> dict[str, int]:
    own: dict[str, int] = {}
    for row in rows:
        sku = row.get("sku")
        if not sku:
            continue
        if (before := row_of_sku.setdefault(sku, row.number)) != row.number:
            mistakes.add(row.number, f"The SKU {sku[:100]} is already used in row {before}")
        own[sku] = row.number
    return own


def _images(rows: list[Row], mistakes: Mistakes) -> list[ImportedImage]:
    found: list[tuple[int, int, ImportedImage]] = []
    for row in rows:
        url = cells.address(row, "image", "Image Src", mistakes)
        position = cells.whole(row, "image_position", "Image Position", 100_000, mistakes)
        alt = cells.short(row, "image_alt", "Image Alt Text", 512, mistakes)
        if url and all(url != image.url for *_, image in found):
            place = position if position is not None else 100_001
            found.append((place, row.number, ImportedImage(url=url, alt=alt or "")))
    if len(found) > MOST_IMAGES:
        mistakes.add(rows[0].number, f"The product has more than {MOST_IMAGES} pictures")
    found.sort(key=lambda each: each[:2])
    return [image for *_, image in found]
