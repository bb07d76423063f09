"""What a product looks like in a file. Pure.

A file says less than the catalogue knows: no white space around a text, tags and categories as words, one picture for
a variant. An import changes only what differs from what the file would have said, so that a file that left the shop
changes nothing when it comes back.
"""

from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from rowlock.catalogue import rules
from rowlock.catalogue.types.imported import ImportedProduct, KnownImage, KnownProduct, KnownVariant

NO_OPTIONS: Final = "Title"
NO_CHOICE: Final = "Default Title"
"""How Shopify writes the only variant of a product without options."""


def text(stored: str | None) -> str | None:
    return (stored or "").strip() or None


def tags(cell: str) -> list[str]:
    """The tags of a cell; a comma always ends one."""
    return list(dict.fromkeys(tag for part in cell.split(",") if (tag := part.strip())))


def tags_cell(stored: list[str]) -> str:
    return ", ".join(stored)


def category_cell(name: str | None, slug: str | None) -> str | None:
    """A category's name where it leads back to its slug, else the slug."""
    shown = text(name)
    return shown if shown is not None and rules.slug_of(shown, "category") == slug else slug


def option_names(names: list[str], first_values: set[str]) -> list[str]:
    """The names of options, none where the file writes a product without options."""
    return [] if names == [NO_OPTIONS] and first_values <= {NO_CHOICE, ""} else names


def has_same_options(product: KnownProduct, variants: list[KnownVariant], imported: ImportedProduct) -> bool:
    """Whether the file names the options and variants that are there, in their order."""
    names = [option.name for option in product.options]
    shown = option_names(
        [name.strip() for name in names], {v.options.get(name, "").strip() for name in names[:1] for v in variants}
    )
    return shown == imported.option_names and [
        {name.strip(): v.options.get(name, "").strip() for name in names if shown} for v in variants
    ] == [v.options for v in imported.variants]


def is_own(url: str, own_urls: set[str]) -> bool:
    """Whether an address leads to one of these pictures of our own, wherever the shop stood when it was written."""
    return url in own_urls or urlsplit(url).path in own_urls


def image_owners(images: list[KnownImage], variants: list[KnownVariant]) -> dict[str, UUID]:
    """The variant of each outside picture as far as a file can say it: a variant has one cell for its picture, and a
    picture belongs to the first variant that names it."""
    first: dict[UUID, str] = {}
    for image in images:
        if image.variant_id is not None:
            first.setdefault(image.variant_id, image.source_url or "")
    owners: dict[str, UUID] = {}
    for variant in variants:
        if url := first.get(variant.id):
            owners.setdefault(url, variant.id)
    return owners
