"""Writes Shopify's product CSV as `shopify` reads it, so that an import of it changes nothing.

Texts leave without white space around them, and with an apostrophe before what a spreadsheet would run as a formula;
the import takes both into account. A variant's price is its own, whatever discount runs.
"""

import csv
import io
from collections.abc import Sequence
from typing import IO, Any, Final

import msgspec

from rowlock import money
from rowlock.catalogue import file_rules
from rowlock.transfers import cells
from rowlock.transfers.exported import ShopifyImage, ShopifyProduct, ShopifyVariant

_CHOICES: Final = tuple(f"Option{n} {part}" for n in (1, 2, 3) for part in ("Name", "Value"))

HEADER: Final = (
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", *_CHOICES,
    "Variant SKU", "Variant Grams", "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Inventory Policy",
    "Variant Fulfillment Service", "Variant Price", "Variant Compare At Price", "Variant Barcode",
    "Image Src", "Image Position", "Image Alt Text", "SEO Title", "SEO Description", "Variant Image", "Status",
)  # fmt: skip


class ShopifyTable:
    """Takes products in order. Addresses of our own pictures that have no host get that of `base_url`."""

    def __init__(self, file: IO[bytes], base_url: str) -> None:
        self._file = file
        self._base_url = base_url.rstrip("/")
        self._write_lines([dict(zip(HEADER, HEADER, strict=True))])

    def write(self, rows: Sequence[msgspec.Struct]) -> None:
        self._write_lines([line for row in rows if isinstance(row, ShopifyProduct) for line in self._lines(row)])

    def close(self) -> None:
        self._file.flush()

    def _write_lines(self, lines: list[dict[str, str]]) -> None:
        text = io.StringIO(newline="")
        csv.DictWriter(text, HEADER, restval="").writerows(lines)
        self._file.write(text.getvalue().encode())

    def _lines(self, product: ShopifyProduct) -> list[dict[str, str]]:
        count = max(len(product.variants), len(product.images))
        lines: list[dict[str, str]] = [{"Handle": cells.neutral(product.slug)} for _ in range(count)]
        lines[0] |= _product_cells(product)
        for line, variant in zip(lines, product.variants, strict=False):
            line |= self._variant_cells(product, variant)
        for position, (line, image) in enumerate(zip(lines, product.images, strict=False), 1):
            line |= self._image_cells(image, position)
        return lines

    def _variant_cells(self, product: ShopifyProduct, variant: ShopifyVariant) -> dict[str, str]:
        values = [variant.options.get(name) for name in product.option_names] or [file_rules.NO_CHOICE]
        compare_at = variant.compare_at_price
        return {
            **{f"Option{n} Value": _text(value) for n, value in enumerate(values, 1)},
            "Variant SKU": _text(variant.sku),
            "Variant Grams": _number(variant.weight_grams),
            "Variant Inventory Tracker": "shopify",
            "Variant Inventory Qty": str(variant.on_hand),
            "Variant Inventory Policy": "deny",
            "Variant Fulfillment Service": "manual",
            "Variant Price": money.to_text(variant.price, product.currency),
            "Variant Compare At Price": "" if compare_at is None else money.to_text(compare_at, product.currency),
            "Variant Barcode": _text(variant.barcode),
            "Variant Image": self._address(variant.image_url),
        }

    def _image_cells(self, image: ShopifyImage, position: int) -> dict[str, str]:
        return {
            "Image Src": self._address(image.url),
            "Image Position": str(position),
            "Image Alt Text": _text(image.alt),
        }

    def _address(self, url: str | None) -> str:
        return f"{self._base_url}{url}" if url is not None and url.startswith("/") else url or ""


def _product_cells(product: ShopifyProduct) -> dict[str, str]:
    names = product.option_names or [file_rules.NO_OPTIONS]
    return {
        "Title": _text(product.name),
        "Body (HTML)": _text(product.description),
        "Vendor": _text(product.vendor),
        "Type": _text(file_rules.category_cell(product.category_name, product.category_slug)),
        "Tags": _text(file_rules.tags_cell(product.tags)),
        "Published": "true" if product.status == "active" else "false",
        **{f"Option{n} Name": _text(name) for n, name in enumerate(names, 1)},
        "SEO Title": _text(product.seo_title),
        "SEO Description": _text(product.seo_description),
        "Status": product.status,
    }


def _text(value: str | None) -> str:
    return cells.neutral((value or "").strip())


def _number(value: Any) -> str:
    return "" if value is None else str(value)
