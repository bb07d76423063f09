"""Every mail can be looked at while a shop is developed, and nowhere else."""

import secrets

import pytest

from rowlock.mail.templates import names
from tests.conftest import ShopOpener
from tests.shop import Shop


def test_all_mails_are_listed_and_lead_to_their_page(shop: Shop) -> None:
    browser = shop.browser()
    page = browser.get("/dev/mail")
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    for name in names():
        assert f'href="/dev/mail/{name}"' in page.text


@pytest.mark.parametrize("name", names())
def test_a_mail_shows_in_html_and_in_text_without_scripts(shop: Shop, name: str) -> None:
    browser = shop.browser()
    page, rich, plain = (browser.get(f"/dev/mail/{name}{part}") for part in ("", "/html", "/text"))
    assert [answer.status_code for answer in (page, rich, plain)] == [200, 200, 200]
    assert f'<iframe src="/dev/mail/{name}/html"' in page.text
    assert rich.text.lstrip().startswith("<!doctype html>")
    assert plain.headers["Content-Type"] == "text/plain; charset=utf-8"
    for answer in (page, rich, plain):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'self'" in policy
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert answer.headers.get_list("Content-Security-Policy") == [policy]
    assert "sandbox" in rich.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/dev/mail/nothing", "/dev/mail/layout", "/dev/mail/order_parts/html"])
def test_what_is_no_mail_is_not_found(shop: Shop, path: str) -> None:
    assert shop.browser().get(path).status_code == 404


def test_in_production_there_are_no_previews(opener: ShopOpener) -> None:
    with opener(worker=False, ROWLOCK_ENV="production", ROWLOCK_JWT_SECRET=secrets.token_urlsafe(48)) as shop:
        for path in ("/dev/mail", "/dev/mail/order_confirmed", "/dev/mail/order_confirmed/html"):
            assert shop.browser().get(path).status_code == 404
