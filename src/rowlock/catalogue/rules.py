"""What a product must be: its slug, its words, its options and discount. Pure."""

import re
import unicodedata
from typing import Final

import nh3

from rowlock.catalogue.errors import DuplicateOptions
from rowlock.catalogue.types.documents import ProductOption
from rowlock.catalogue.types.requests import Discount
from rowlock.errors import InvalidValue

DEEPEST_CATEGORY: Final = 16
_HUNDREDTHS: Final = 100
_LONGEST_SLUG: Final = 150  # leaves room for a number behind it
_TAGS: Final = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code",
    "em", "strong", "b", "i", "u", "s", "sub", "sup", "small", "span", "div", "a", "img", "table", "thead", "tbody",
    "tr", "th", "td", "caption",
}  # fmt: skip


def slug_of(text: str, otherwise: str = "product") -> str:
    """`Café au lait, 2 L` becomes `cafe-au-lait-2-l`; a text without a Latin letter or digit becomes `otherwise`."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:_LONGEST_SLUG].strip("-") or otherwise


def sku_of(slug: str, options: dict[str, str]) -> str:
    """A SKU for a variant that came without one."""
    return "-".join([slug, *(slug_of(value, "x") for value in options.values())]).upper()[:100]


def clean_html(html: str) -> str:
    """Keeps harmless tags and drops the rest, scripts with their content."""
    return nh3.clean(html, tags=_TAGS, url_schemes={"http", "https", "mailto"}, link_rel="noopener nofollow").strip()


def clean_tags(tags: list[str]) -> list[str]:
    """Without blanks around them and without repetition, in the order given."""
    return list(dict.fromkeys(stripped for tag in tags if (stripped := tag.strip())))


def fold_option(name: str, value: str) -> str:
    """`name=value` as filters compare it; PostgreSQL folds accents and capitals."""
    return f"{name}={value}"


def options_of(variants: list[dict[str, str]]) -> list[ProductOption]:
    """The options of a product: names and values in the order in which its variants first show them.

    Every variant must name the same options, and no two the same values.
    """
    names = list(variants[0])
    seen = set()
    values: dict[str, dict[str, None]] = {name: {} for name in names}
    for number, options in enumerate(variants):
        if set(options) != set(names):
            raise InvalidValue.at(f"variants[{number}].options", "all variants must have the same options")
        chosen = tuple(options[name].casefold() for name in names)
        if chosen in seen:
            raise DuplicateOptions(
                "Two variants have the same options: " + ", ".join(options.values()) if options else None
            )
        seen.add(chosen)
        for name in names:
            values[name].setdefault(options[name])
    return [ProductOption(name, list(found)) for name, found in values.items()]


def discount_value(discount: Discount) -> int:
    """As it is stored: a percentage in hundredths of a percent, an amount in the minor unit."""
    if discount.starts_at is not None and discount.ends_at is not None and discount.starts_at >= discount.ends_at:
        raise InvalidValue.at("discount.ends_at", "the discount must end after it starts")
    if discount.type == "fixed":
        if not discount.value.is_integer():
            raise InvalidValue.at("discount.value", "an amount is whole, in the minor unit of the currency")
        return int(discount.value)
    if discount.value > 100:
        raise InvalidValue.at("discount.value", "at most 100 percent")
    hundredths = round(discount.value * _HUNDREDTHS)
    if abs(discount.value * _HUNDREDTHS - hundredths) > 1e-6 or hundredths == 0:
        raise InvalidValue.at("discount.value", "a percentage has at most two decimals")
    return hundredths
