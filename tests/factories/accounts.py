"""Accounts made over HTTP, as a visitor makes one."""

import re
from typing import Any

import httpx

from tests.shop import PASSWORD, Shop, mail_text, unique

_LINK = re.compile(r"/api/v1(/auth/verify-email/[A-Za-z0-9._~-]+)")


def new_address() -> str:
    return f"{unique('person')}@shop.example"


def register(shop: Shop, email: str, *, password: str = PASSWORD, full_name: str = "Ada Byron") -> httpx.Response:
    body = {"email": email, "password": password, "full_name": full_name}
    return shop.guest().post("/auth/register", json=body)


def links(shop: Shop, email: str) -> list[str]:
    """The verification links mailed to an address, in no order, as paths under /api/v1."""
    found = [_LINK.search(mail_text(message)) for message in shop.mails(email)]
    return [match[1] for match in found if match is not None]


def wait_link(shop: Shop, email: str) -> str:
    return shop.until(lambda: links(shop, email))[0]


def make_user(shop: Shop, email: str | None = None, **overrides: Any) -> str:
    """A registered and verified address."""
    email = email or new_address()
    assert register(shop, email, **overrides).status_code == 202
    assert shop.guest().get(wait_link(shop, email)).status_code == 200
    return email


def log_in(shop: Shop, email: str, password: str = PASSWORD, *, device: str = "tests") -> dict[str, Any]:
    """The tokens of a new session."""
    answer = shop.guest().post(
        "/auth/login", json={"email": email, "password": password}, headers={"User-Agent": device}
    )
    assert answer.status_code == 200, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


def refresh(shop: Shop, refresh_token: str, *, device: str = "tests") -> httpx.Response:
    body = {"refresh_token": refresh_token}
    return shop.guest().post("/auth/refresh", json=body, headers={"User-Agent": device})
