"""Mails by SMTP, to a real server."""

import asyncio
import email
import email.policy
from typing import Any

import aiosmtplib
import pytest

from rowlock.mail.mailer import open_mailer
from rowlock.mail.messages import Mail
from rowlock.mail.smtp import SmtpMailer
from rowlock.settings import Settings, SettingsError
from tests.conftest import ShopOpener
from tests.factories.accounts import register
from tests.mail.sink import open_sink

SENDER = "Rowlock <shop@rowlock.example>"


def _mail(**given: Any) -> Mail:
    values = {"to": "ada@shop.example", "subject": "Hello", "text": "Text", "html": "<p>HTML</p>", "message_id": "1"}
    return Mail(**{**values, **given})


def test_a_mail_arrives_with_one_recipient() -> None:
    with open_sink() as sink:
        asyncio.run(
            SmtpMailer(f"smtp://127.0.0.1:{sink.port}", SENDER).send(_mail(subject="Grüße\r\nBcc: all@b.example"))
        )
        ((sender, recipients, content),) = sink.mails
    assert (sender, recipients) == ("shop@rowlock.example", ["ada@shop.example"])
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert message["Subject"] == "Grüße Bcc: all@b.example"
    assert message["Bcc"] is None
    assert len(message.get_all("To") or []) == 1
    assert content.isascii()


def test_user_and_password_of_the_address_are_used() -> None:
    with open_sink() as sink:
        asyncio.run(SmtpMailer(f"smtp://shop%40rowlock:p%40ss%2Fword@127.0.0.1:{sink.port}", SENDER).send(_mail()))
        assert sink.logins == [(b"shop@rowlock", b"p@ss/word")]
        assert len(sink.mails) == 1
        with pytest.raises(aiosmtplib.SMTPAuthenticationError):
            asyncio.run(SmtpMailer(f"smtp://shop:wrong@127.0.0.1:{sink.port}", SENDER).send(_mail()))


def test_nothing_is_sent_in_the_clear_where_encryption_is_asked_for() -> None:
    with open_sink() as sink:
        with pytest.raises(aiosmtplib.SMTPException):
            asyncio.run(SmtpMailer(f"smtp+starttls://u:p@127.0.0.1:{sink.port}", SENDER).send(_mail()))
        assert sink.mails == []
        assert sink.logins == []


def test_a_server_that_is_away_is_an_error() -> None:
    with open_sink() as sink:
        port = sink.port
    with pytest.raises(aiosmtplib.SMTPException):
        asyncio.run(SmtpMailer(f"smtp://127.0.0.1:{port}", SENDER).send(_mail()))


@pytest.mark.parametrize("url", ["smtp://", "smtp://mail.example:port", "smtp://:25", "http://mail.example"])
def test_an_address_that_makes_no_sense_stops_the_start(url: str) -> None:
    with pytest.raises(SettingsError, match="ROWLOCK_SMTP_URL"):
        open_mailer(Settings(smtp_url=url))


def test_t_acc_17_t_in_19_a_shop_with_a_mail_server_sends_there_and_escapes_what_strangers_typed(
    opener: ShopOpener,
) -> None:
    store_name = "<b>Shop</b> {{7*7}}"
    with (
        open_sink() as sink,
        opener(ROWLOCK_SMTP_URL=f"smtp://127.0.0.1:{sink.port}", ROWLOCK_STORE_NAME=store_name) as shop,
    ):
        assert register(shop, "ada@shop.example", full_name='"><script> {{7*7}}').status_code == 202
        shop.until(lambda: sink.mails)
        shop.drain()
        assert not list((shop.data / "mail").glob("*"))
    ((_, recipients, content),) = sink.mails
    assert recipients == ["ada@shop.example"]
    assert content.count(b"\r\nTo:") == 1
    message = email.message_from_bytes(content, policy=email.policy.default)
    html = message.get_body(("html",))
    assert html is not None
    assert "&lt;b&gt;Shop&lt;/b&gt; {{7*7}}" in html.get_content()
    assert "<script>" not in html.get_content()
    assert "<b>Shop</b>" not in html.get_content()


def test_a_mail_waits_for_its_server(opener: ShopOpener) -> None:
    with open_sink() as sink:
        port = sink.port
    with opener(ROWLOCK_SMTP_URL=f"smtp://127.0.0.1:{port}") as shop:
        register(shop, "ada@shop.example")
        row = "SELECT status, attempts, last_error FROM outbox WHERE job = 'send_email_verification'"
        shop.until(lambda: shop.sql(row)[0]["last_error"])
        assert shop.sql(row)[0]["status"] != "dead"
