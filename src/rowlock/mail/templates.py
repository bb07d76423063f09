"""The texts of mails: `templates/<name>.{subject,txt,html}.j2`, and the values that those of an order are given."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import jinja2
import msgspec

from rowlock import money

_FOLDER: Final = Path(__file__).parent / "templates"


class Rendered(msgspec.Struct, frozen=True):
    """A mail's three texts."""

    subject: str
    text: str
    html: str


class OrderMailItem(msgspec.Struct, frozen=True):
    name: str
    options: dict[str, str]
    quantity: int
    unit_price: int
    line_total: int


class CartMail(msgspec.Struct, frozen=True, kw_only=True):
    """A cart as its mail shows it, without transport; amounts in the minor unit of `currency`."""

    store_name: str
    currency: str
    items: list[OrderMailItem]
    subtotal: int
    discount_total: int
    total: int
    unsubscribe_url: str


class MailAddress(msgspec.Struct, frozen=True):
    full_name: str
    line1: str
    line2: str | None
    city: str
    region: str | None
    postal_code: str
    country: str


class MailShipment(msgspec.Struct, frozen=True):
    """A parcel; `pieces` are what is in it, as a person says it."""

    carrier: str
    tracking_number: str | None
    url: str | None
    pieces: list[str]


class MailPiece(msgspec.Struct, frozen=True):
    """So many of a line."""

    quantity: int
    name: str
    options: dict[str, str]


class OrderMail(msgspec.Struct, frozen=True, kw_only=True):
    """An order as its mails show it; amounts in the minor unit of `currency`."""

    store_name: str
    number: str
    email: str
    placed_at: datetime
    currency: str
    items: list[OrderMailItem]
    subtotal: int
    discount_total: int
    shipping_total: int
    tax_total: int
    total: int
    shipping_address: MailAddress
    shipment: MailShipment | None = None
    refund_amount: int | None = None
    reason: str | None = None


def render(name: str, **values: Any) -> Rendered:
    """A mail from its templates. Values go into HTML escaped; a template that lacks one is an error."""
    return Rendered(
        subject=" ".join(_ENVIRONMENT.get_template(f"{name}.subject.j2").render(values).split()),
        text=_ENVIRONMENT.get_template(f"{name}.txt.j2").render(values),
        html=_ENVIRONMENT.get_template(f"{name}.html.j2").render(values),
    )


def names() -> list[str]:
    """Every mail that there is a template of."""
    return sorted(path.name.removesuffix(".subject.j2") for path in _FOLDER.glob("*.subject.j2"))


def _money(amount: int, currency: str) -> str:
    return f"{money.to_text(amount, currency)} {currency}"


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _choice(options: dict[str, str]) -> str:
    """`Colour: blue, Size: M`; nothing where there is no choice."""
    return ", ".join(f"{name}: {value}" for name, value in options.items())


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html.j2")


_ENVIRONMENT: Final = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_FOLDER),
    autoescape=_is_html,  # noqa: S701  # subjects and texts are no HTML
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    auto_reload=False,
)
_ENVIRONMENT.filters.update({"money": _money, "day": _day, "choice": _choice})
