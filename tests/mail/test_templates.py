"""The texts of mails."""

from html.parser import HTMLParser
from typing import Any

import jinja2
import msgspec
import pytest

from rowlock.mail.samples import SAMPLES, sample
from rowlock.mail.templates import MailShipment, names, render

ORDER = msgspec.structs.replace(
    SAMPLES["order_cancelled"]["order"],
    shipment=SAMPLES["order_shipped"]["order"].shipment,
    refund_amount=SAMPLES["refund_issued"]["order"].refund_amount,
)
ORDER_MAILS = ["order_confirmed", "order_shipped", "order_delivered", "order_cancelled", "refund_issued"]
_VOID = {"meta", "br", "img", "hr", "link", "input"}


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "background")]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_mail_has_a_sample() -> None:
    assert sorted(SAMPLES) == names()


@pytest.mark.parametrize("name", names())
def test_a_mail_is_whole_and_loads_nothing(name: str) -> None:
    mail = sample(name)
    parsed = _Balance()
    parsed.feed(mail.html)
    assert parsed.open == []
    assert all(link.startswith("https://") for link in parsed.links)
    assert "src=" not in mail.html
    assert "Löck &amp; Söhne" in mail.html
    assert "\n" not in mail.subject
    assert mail.text.strip()
    assert "None" not in mail.text + mail.html


@pytest.mark.parametrize("name", ORDER_MAILS)
def test_a_mail_of_an_order_shows_the_order(name: str) -> None:
    mail = render(name, order=ORDER)
    for text in (mail.subject, mail.text, mail.html):
        assert "RL-7K2M9" in text
    for text in (mail.text, mail.html):
        assert "39.98 USD" in text
        assert "48.68 USD" in text
    assert 'Mug "<b>Big</b>" (Size: L & XL)' in mail.text
    assert "Mug &#34;&lt;b&gt;Big&lt;/b&gt;&#34;" in mail.html
    assert "49" not in (mail.text + mail.html).replace("498", "")


def test_a_parcel_can_be_followed() -> None:
    mail = render("order_shipped", order=ORDER)
    assert "DHL" in mail.text
    assert "JD0123" in mail.text
    assert 'href="https://dhl.example/JD0123"' in mail.html
    bad = msgspec.structs.replace(ORDER, shipment=MailShipment("DHL", None, "javascript:alert(1)", []))
    assert "href=" not in render("order_shipped", order=bad).html
    without = render("order_shipped", order=msgspec.structs.replace(ORDER, shipment=None))
    assert "is on its way" in without.text


def test_a_refund_says_how_much_and_why() -> None:
    mail = render("refund_issued", order=ORDER)
    assert "5.00 USD" in mail.text
    assert "{{7*7}} <i>broken</i>" in mail.text
    assert "{{7*7}} &lt;i&gt;broken&lt;/i&gt;" in mail.html


def test_amounts_are_in_the_units_of_their_currency() -> None:
    assert "4868 JPY" in render("order_confirmed", order=msgspec.structs.replace(ORDER, currency="JPY")).text


@pytest.mark.parametrize("values", [{}, {"store_name": "Shop"}])
def test_a_value_that_is_missing_is_an_error(values: dict[str, Any]) -> None:
    with pytest.raises(jinja2.UndefinedError):
        render("verify_email", **values)
