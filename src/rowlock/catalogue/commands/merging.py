"""What has to change so that a product is what a file says. Decides everything and writes nothing."""

from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from rowlock.catalogue import file_rules, rules
from rowlock.catalogue.errors import DuplicateSku
from rowlock.catalogue.types.documents import ProductOption
from rowlock.catalogue.types.imported import (
    ImportedProduct,
    ImportedVariant,
    KnownImage,
    KnownProduct,
    KnownVariant,
)
from rowlock.errors import Conflict, InvalidValue

T = TypeVar("T")

# What the catalogue itself takes; a longer text may only stay as it is.
_LONGEST_DESCRIPTION: Final = 50_000


class Surroundings(msgspec.Struct, frozen=True):
    """What the catalogue knows of the products of a file: by slug, by id, by folded name, by SKU. `renamed` has the
    slugs of before whose products the file names by another slug as well."""

    known: dict[str, KnownProduct]
    renamed: dict[str, str]
    ids: set[UUID]
    variants: dict[UUID, list[KnownVariant]]
    images: dict[UUID, list[KnownImage]]
    vendors: dict[str, UUID]
    categories: dict[str, UUID]
    sku_owners: dict[str, UUID]
    own_media: tuple[str, ...]


class WantedImage(msgspec.Struct, frozen=True):
    """A picture at an address outside. Its variant has an id, or is the new one of this place in the file."""

    url: str
    alt: str
    position: int
    variant_id: UUID | None
    variant_place: int | None


class Merge(msgspec.Struct):
    """What is to be written of one product. `skus` has the SKU of each variant's place, once it is known."""

    imported: ImportedProduct
    known: KnownProduct | None
    product: dict[str, Any]
    is_changed: bool = False
    gone: list[KnownVariant] = []
    new_variants: list[int] = []
    changed_variants: list[dict[str, Any]] = []
    stock: dict[UUID, int] = {}
    images: list[WantedImage] | None = None
    skus: dict[int, str] = {}


def merge(imported: ImportedProduct, found: Surroundings) -> Merge:
    """DuplicateSku where another product has a SKU of the file, with that product as `owner`."""
    options = _options(imported)
    if imported.slug in found.renamed:
        raise Conflict(f"This product has the handle {found.renamed[imported.slug]} by now, and the file has both")
    known = found.known.get(imported.slug)
    for variant in imported.variants:
        owner = found.sku_owners.get(variant.sku or "")
        if owner is not None and (known is None or owner != known.id):
            raise DuplicateSku(sku=variant.sku, owner=owner)
    if known is None:
        return _new(imported, options, found)
    variants = found.variants.get(known.id, [])
    if file_rules.has_same_options(known, variants, imported):
        options = known.options
    result = Merge(imported, known, _columns(imported, known, options, found))
    result.is_changed = any(getattr(known, name) != value for name, value in result.product.items())
    matches = _matches(imported.variants, variants)
    _merge_variants(result, variants, matches)
    _merge_images(result, found, variants, matches)
    return result


def variant_columns(variant: ImportedVariant) -> dict[str, Any]:
    return {
        "options": variant.options,
        "price": variant.price,
        "compare_at_price": variant.compare_at_price,
        "weight_grams": variant.weight_grams,
        "barcode": variant.barcode,
    }


def _new(imported: ImportedProduct, options: list[ProductOption], found: Surroundings) -> Merge:
    result = Merge(imported, None, {"slug": imported.slug, **_columns(imported, None, options, found)})
    result.is_changed = True
    result.new_variants = list(range(len(imported.variants)))
    result.skus = {place: v.sku for place, v in enumerate(imported.variants) if v.sku is not None}
    _merge_images(result, found, [], [None] * len(imported.variants))
    return result


def _columns(
    imported: ImportedProduct, known: KnownProduct | None, options: list[ProductOption], found: Surroundings
) -> dict[str, Any]:
    """The product as it shall be: what the file says otherwise than it would say of the product as it is."""
    if known is not None and file_rules.text(known.description) == file_rules.text(imported.description):
        description = known.description
    elif len(imported.description) > _LONGEST_DESCRIPTION:
        raise InvalidValue(f"Body (HTML) is longer than {_LONGEST_DESCRIPTION:,} characters")
    else:
        description = rules.clean_html(imported.description)
    category_id, vendor_id, tags = None, None, rules.clean_tags(imported.tags)
    if known is not None and file_rules.category_cell(known.category_name, known.category_slug) == imported.category:
        category_id = known.category_id
    elif imported.category is not None:
        slug = rules.slug_of(imported.category, "category")
        category_id = found.categories.get(imported.category) or found.categories[slug]
    if known is not None and file_rules.text(known.vendor_name) == imported.vendor:
        vendor_id = known.vendor_id
    elif imported.vendor is not None:
        vendor_id = found.vendors[imported.vendor.casefold()]
    if known is not None and file_rules.tags(file_rules.tags_cell(known.tags)) == imported.tags:
        tags = known.tags
    return {
        "name": _kept(known.name if known else None, imported.name),
        "description": description,
        "status": imported.status,
        "category_id": category_id,
        "vendor_id": vendor_id,
        "tags": tags,
        "options": options,
        "seo_title": _kept(known.seo_title if known else None, imported.seo_title),
        "seo_description": _kept(known.seo_description if known else None, imported.seo_description),
    }


def _kept(stored: str | None, given: T) -> str | T | None:
    """What is stored, where a file says it just so."""
    return stored if file_rules.text(stored) == given else given


def _matches(wanted: list[ImportedVariant], known: list[KnownVariant]) -> list[KnownVariant | None]:
    """The known variant of each one in the file: by SKU, and what has none by its options among the rest."""
    by_sku = {variant.sku.strip(): variant for variant in known}
    matches = [by_sku.get(variant.sku) if variant.sku is not None else None for variant in wanted]
    taken = {match.id for match in matches if match is not None}
    for place, variant in enumerate(wanted):
        if variant.sku is None:
            matches[place] = next((k for k in known if k.options == variant.options and k.id not in taken), None)
    return matches


def _merge_variants(result: Merge, known: list[KnownVariant], matches: list[KnownVariant | None]) -> None:
    has_same_places = [match and match.id for match in matches] == [variant.id for variant in known]
    kept = {match.id for match in matches if match is not None}
    result.gone = [variant for variant in known if variant.id not in kept]
    result.new_variants = [place for place, match in enumerate(matches) if match is None]
    result.skus = {place: v.sku for place, v in enumerate(result.imported.variants) if v.sku is not None}
    result.changed_variants, result.stock = [], {}
    is_kept_whole = result.known is not None and result.product["options"] is result.known.options
    for place, (variant, match) in enumerate(zip(result.imported.variants, matches, strict=True)):
        if match is None:
            continue
        wanted = variant_columns(variant) | {"position": match.position if has_same_places else place}
        wanted["barcode"] = _kept(match.barcode, variant.barcode)
        if is_kept_whole:
            wanted["options"] = match.options
        if any(getattr(match, name) != value for name, value in wanted.items()):
            result.changed_variants.append({"id": match.id, **wanted})
        if variant.stock is not None and variant.stock != match.on_hand:
            result.stock[match.id] = variant.stock
    result.is_changed |= bool(result.gone or result.new_variants or result.changed_variants or result.stock)


def _merge_images(
    result: Merge, found: Surroundings, variants: list[KnownVariant], matches: list[KnownVariant | None]
) -> None:
    """Our own pictures are not a file's to change: they keep their places, and an address of ours makes no new one."""
    images = found.images.get(result.known.id, []) if result.known is not None else []
    own_urls = {url for image in images for url in image.own_urls}
    outside = {image.source_url: image for image in images if image.source_url is not None}
    shown = file_rules.image_owners(images, variants)
    places: dict[str, int] = {}
    for place, variant in enumerate(result.imported.variants):
        if variant.image_url is not None:
            places.setdefault(variant.image_url, place)
    wanted: list[WantedImage] = []
    for position, image in enumerate(result.imported.images):
        if file_rules.is_own(image.url, own_urls) or image.url.startswith(found.own_media):
            continue
        variant_place = places.get(image.url)
        match = matches[variant_place] if variant_place is not None else None
        owner = match.id if match is not None else None
        is_new = variant_place is not None and match is None
        alt = image.alt
        if (stored := outside.get(image.url)) is not None:
            alt = stored.alt if (file_rules.text(stored.alt) or "") == image.alt else image.alt
            if not is_new and shown.get(image.url) == owner:
                owner = stored.variant_id
        wanted.append(WantedImage(image.url, alt, position, owner, variant_place if is_new else None))
    before = [(image.source_url, image.alt, image.variant_id, None) for image in images if image.source_url is not None]
    if [(image.url, image.alt, image.variant_id, image.variant_place) for image in wanted] != before:
        result.images = wanted
        result.is_changed = True


def _options(imported: ImportedProduct) -> list[ProductOption]:
    found = {option.name: option for option in rules.options_of([v.options for v in imported.variants])}
    return [found[name] for name in imported.option_names if name in found]
