"""What every mail is shown with where nobody has ordered anything: previews, and the tests of the templates.

A template without its values here fails the tests.
"""

from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from rowlock.mail.templates import (
    CartMail,
    MailAddress,
    MailPiece,
    MailShipment,
    OrderMail,
    OrderMailItem,
    Rendered,
    render,
)

_STORE: Final = "Löck & Söhne"
_EMAIL: Final = "ada@shop.example"
_LINK: Final = "https://shop.example/api/v1/"
_ITEMS: Final = [
    OrderMailItem('Mug "<b>Big</b>"', {"Size": "L & XL"}, 2, 1999, 3998),
    OrderMailItem("Cap", {}, 1, 500, 500),
]
_PLACED: Final = OrderMail(
    store_name=_STORE,
    number="RL-7K2M9",
    email=_EMAIL,
    placed_at=datetime(2026, 11, 3, 12, tzinfo=UTC),
    currency="USD",
    items=_ITEMS,
    subtotal=4498,
    discount_total=100,
    shipping_total=450,
    tax_total=20,
    total=4868,
    shipping_address=MailAddress("Ada <Byron>", "12 St James's Square", None, "London", None, "SW1Y 4JH", "GB"),
)
_PARCEL: Final = MailShipment("DHL", "JD0123", "https://dhl.example/JD0123", ["2 × Enamel mug"])

_RETURN: Final[dict[str, Any]] = {"order": _PLACED, "pieces": [MailPiece(1, 'Mug "<b>Big</b>"', {"Size": "L & XL"})]}


class _Line(msgspec.Struct, frozen=True):
    """A variant in a mail about stock."""

    sku: str
    name: str
    on_hand: int
    threshold: int


_STOCK: Final = [_Line("MUG-L", "Enamel mug", 0, 5), _Line("CAP", "Cap", 2, 3)]

SAMPLES: Final[dict[str, dict[str, Any]]] = {
    "account_exists": {"store_name": _STORE, "email": _EMAIL},
    "back_in_stock": {
        "store_name": _STORE,
        "product": "Enamel mug",
        "options": {"Size": "L"},
        "unsubscribe_url": _LINK + "stock-notices/unsubscribe/token",
    },
    "cart_reminder": {
        "cart": CartMail(
            store_name=_STORE,
            currency="USD",
            items=_ITEMS,
            subtotal=4498,
            discount_total=100,
            total=4398,
            unsubscribe_url=_LINK + "cart-reminders/unsubscribe/token",
        )
    },
    "confirm_email": {"store_name": _STORE, "url": _LINK + "auth/confirm-email/token"},
    "email_change_asked": {"store_name": _STORE, "email": _EMAIL},
    "credit_note_issued": {"order": _PLACED, "number": "CN-000007"},
    "invoice_issued": {"order": _PLACED, "number": "INV-000042"},
    "export_ready": {
        "store_name": _STORE,
        "kind": "order lines",
        "rows": 1_048_577,
        "notes": ["The rows stand on 2 sheets: one of Excel's has 1,048,576 at most"],
        "url": _LINK + "admin/exports/id/download?expires=1&signature=s",
        "expires_at": datetime(2026, 11, 4, 9, 5, tzinfo=UTC),
    },
    "order_cancelled": {"order": msgspec.structs.replace(_PLACED, reason="{{7*7}} <i>broken</i>")},
    "order_confirmed": {"order": _PLACED},
    "order_delivered": {"order": _PLACED},
    "order_shipped": {"order": msgspec.structs.replace(_PLACED, shipment=_PARCEL)},
    "password_changed": {"store_name": _STORE, "email": _EMAIL},
    "password_reset": {"store_name": _STORE, "digits": "012345", "code": "q" * 43},
    "refresh_reused": {"store_name": _STORE, "email": _EMAIL},
    "refund_issued": {"order": msgspec.structs.replace(_PLACED, refund_amount=500, reason="{{7*7}} <i>broken</i>")},
    "return_approved": {**_RETURN, "note": "Send it to:\n12 St James's Square, London"},
    "return_received": {**_RETURN, "note": None},
    "return_rejected": {**_RETURN, "note": "{{7*7}} <i>worn</i>"},
    "return_requested": {**_RETURN, "note": None},
    "sold_out": {"store_name": _STORE, "lines": _STOCK},
    "stock_digest": {"store_name": _STORE, "lines": _STOCK},
    "verify_email": {"store_name": _STORE, "url": _LINK + "auth/verify-email/token"},
}


def sample(name: str) -> Rendered:
    """A mail as it looks with its sample values; KeyError where there is none."""
    return render(name, **SAMPLES[name])
