"""Shopify CSVs made for a test."""

import csv
import io

HEADER = [
    "Handle", "Title", "Published", "Option1 Name", "Option1 Value", "Variant SKU",
    "Variant Inventory Qty", "Variant Price", "Image Src",
]  # fmt: skip


def product_row(handle: str, **cells: str) -> dict[str, str]:
    """A row that is good unless `cells`, by column with `_` for a space, say otherwise."""
    row = {
        "Handle": handle,
        "Title": f"Title of {handle}",
        "Published": "true",
        "Option1 Name": "Title",
        "Option1 Value": "Default Title",
        "Variant SKU": handle.upper(),
        "Variant Inventory Qty": "3",
        "Variant Price": "10.00",
    }
    return row | {name.replace("_", " "): value for name, value in cells.items()}


def shopify_csv(*rows: dict[str, str]) -> bytes:
    header = list(dict.fromkeys([*HEADER, *(name for row in rows for name in row)]))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
