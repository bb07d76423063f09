"""Accounts from the command line."""

import pytest

from tests.factories.accounts import new_address
from tests.shop import PASSWORD, Shop


@pytest.mark.parametrize("role", ["customer", "vendor", "admin"])
def test_an_account_of_the_command_line_is_verified_at_once(shop: Shop, role: str) -> None:
    email = new_address()
    created = shop.cli("user", "create", email, "--role", role, "--password-stdin", stdin=PASSWORD + "\n")
    assert created.returncode == 0, created.stderr
    profile = shop.login(email).get("/auth/me").json()
    assert (profile["id"], profile["role"]) == (created.stdout.strip(), role)


def test_a_vendor_gets_a_vendor_of_his_own_even_where_the_name_is_taken(shop: Shop) -> None:
    local = new_address().split("@")[0]
    for domain in ("one.example", "two.example"):
        shop.user("vendor", f"{local}@{domain}")
    rows = shop.sql("SELECT name FROM vendors WHERE name LIKE $1 || '%' ORDER BY length(name)", local)
    assert rows[0]["name"] == local
    assert len(rows) == 2
    users = shop.sql("SELECT vendor_id FROM users WHERE email_key LIKE $1 || '@%'", local)
    assert len({user["vendor_id"] for user in users} - {None}) == 2


def test_a_taken_address_is_said_to_be_taken(shop: Shop) -> None:
    _, email, _ = shop.user("customer")
    again = shop.cli("user", "create", email.upper(), "--role", "admin", "--password-stdin", stdin=PASSWORD + "\n")
    assert again.returncode != 0
    assert "already" in again.stderr
    assert "Traceback" not in again.stderr
    assert shop.login(email).get("/auth/me").json()["role"] == "customer"


@pytest.mark.parametrize(("email", "password"), [("no address", PASSWORD), (None, "password123"), (None, "")])
def test_what_is_no_account_is_refused_in_a_line(shop: Shop, email: str | None, password: str) -> None:
    refused = shop.cli("user", "create", email or new_address(), "--password-stdin", stdin=password + "\n")
    assert refused.returncode != 0
    assert refused.stdout == ""
    assert "Traceback" not in refused.stderr
