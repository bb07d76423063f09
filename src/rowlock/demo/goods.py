"""The goods of the opening catalogue, read from `goods.toml`: each with its variants, their prices and their stock."""

import hashlib
import itertools
import tomllib
from importlib import resources
from typing import Any

import msgspec


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """`parent` is the slug of the category it stands in."""

    name: str
    about: str
    slug: str = ""
    parent: str | None = None


class Good(msgspec.Struct, frozen=True, kw_only=True):
    """A product as it is written down. `sold_out` names variants by their options, as in `XL White`."""

    name: str
    category: str
    shape: str
    about: str
    price: int
    step: int = 0
    sizes: list[str] = []
    colours: list[str] = []
    tags: list[str] = []
    sold_out: list[str] = []
    discount: int = 0
    featured: bool = False

    @property
    def slug(self) -> str:
        return _slug(self.name)

    @property
    def variants(self) -> list["Variant"]:
        """Every size in every colour, in the order written down."""
        made = []
        for size, colour in itertools.product(self.sizes or [""], self.colours or [""]):
            options = {name: value for name, value in (("Size", size), ("Colour", colour)) if value}
            label = " ".join(options.values())
            sku = _slug(f"{self.name} {label}").upper()
            price = self.price + (self.step * self.sizes.index(size) if size else 0)
            made.append(Variant(sku, options, price, 0 if label in self.sold_out else _stock(sku)))
        return made


class Variant(msgspec.Struct, frozen=True):
    sku: str
    options: dict[str, str]
    price: int
    stock: int


class Goods(msgspec.Struct, frozen=True):
    categories: list[Category]
    products: list[Good]


def read_goods() -> Goods:
    """Parents come before the categories in them."""
    written: dict[str, Any] = tomllib.loads(resources.files("rowlock.demo").joinpath("goods.toml").read_text())
    goods = msgspec.convert(written, Goods)
    named = [msgspec.structs.replace(c, slug=c.slug or _slug(c.name)) for c in goods.categories]
    return Goods(named, goods.products)


def _slug(text: str) -> str:
    letters = "".join(c if c.isalnum() and c.isascii() else "-" for c in text.lower().replace("'", ""))
    return "-".join(filter(None, letters.split("-")))


def _stock(sku: str) -> int:
    """From 3, which is nearly gone, to 60."""
    return 3 + hashlib.sha256(sku.encode()).digest()[0] % 58
