"""A mail on the wire: one recipient, nothing that a stranger's text could add."""

import email
import email.policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from rowlock import clock
from rowlock.mail.messages import Mail, compose, parse_sender
from rowlock.settings import SettingsError

SENDER = "Rowlock Shop <shop@rowlock.example>"


def _read(mail: Mail) -> EmailMessage:
    return email.message_from_bytes(compose(mail, SENDER).as_bytes(), policy=email.policy.default)


def _mail(**given: Any) -> Mail:
    values = {"to": "ada@shop.example", "subject": "Hello", "text": "Text", "html": "<p>HTML</p>", "message_id": "1"}
    return Mail(**{**values, **given})


def test_the_headers_are_those_of_a_mail_that_a_program_wrote() -> None:
    message = _read(_mail(message_id="0199"))
    assert message["From"] == SENDER
    assert message["To"] == "ada@shop.example"
    assert message["Message-ID"] == "<0199@rowlock.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert abs((parsedate_to_datetime(message["Date"]) - clock.now()).total_seconds()) < 60


def test_both_texts_arrive_as_they_were_written() -> None:
    text, html = "Grüße\nan Ødegård 🐙\n", "<p>Grüße – “Ødegård”</p>\n"
    message = _read(_mail(subject="Grüße – 🐙", text=text, html=html))
    assert message["Subject"] == "Grüße – 🐙"
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert [part.get_content().replace("\r\n", "\n") for part in (plain, rich)] == [text, html]


def test_a_link_stays_in_one_piece_in_the_file() -> None:
    link = "https://shop.example/" + "a" * 300
    assert link.encode() in compose(_mail(text=f"Open\n\n{link}\n"), SENDER).as_bytes()


@pytest.mark.parametrize("subject", ["Hello\r\nBcc: all@shop.example", "Hello\nBcc: all@shop.example", "Hello\rBcc: x"])
def test_t_in_16_a_subject_starts_no_header(subject: str) -> None:
    message = _read(_mail(subject=subject))
    assert message["Bcc"] is None
    assert str(message["Subject"]).startswith("Hello Bcc: ")


@pytest.mark.parametrize(
    "to",
    ["a@b.example\r\nBcc: all@b.example", "a@b.example, all@b.example", "a@b.example\n", "Ada <a@b.example>", "", "a"],
)
def test_what_is_not_one_address_is_no_recipient(to: str) -> None:
    with pytest.raises(ValueError, match="is no address"):
        compose(_mail(to=to), SENDER)


def test_an_international_domain_is_written_to_in_ascii() -> None:
    assert _read(_mail(to="ada@münchen.example"))["To"] == "ada@xn--mnchen-3ya.example"


def test_an_international_name_is_written_to_as_it_is() -> None:
    raw = compose(_mail(to="jörg@münchen.example"), SENDER).as_bytes()
    assert "To: jörg@xn--mnchen-3ya.example".encode() in raw


@pytest.mark.parametrize("sender", ["", "nobody", "Shop <>", "Shop <a@b>\r\nBcc: x@y.example"])
def test_a_sender_that_is_none_stops_the_start(sender: str) -> None:
    with pytest.raises(SettingsError, match="ROWLOCK_MAIL_FROM"):
        parse_sender(sender)
