"""Addresses and methods that are written oddly lead nowhere, and the open ones tell nothing of the house."""

import http.client
import urllib.parse

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.shop import Shop

ADMIN = "/api/v1/admin/orders"
ODD = [
    "/api/v1//admin/orders",
    "//api/v1/admin/orders",
    "/API/V1/admin/orders",
    "/api/v1/ADMIN/orders",
    "/api/v1/./admin/orders",
    "/api/v1/auth/../admin/orders",
    "/api/v1/auth/%2e%2e/admin/orders",
    "/api/v1/auth/..%2fadmin/orders",
    "/api/v1/admin;a=b/orders",
    "/api/v1/admin/orders;a=b",
    "/api/v1/admin/orders/",
    "/api/v1/admin%2forders",
    "/api/v1/admin/orders%20",
    "/api/v1/admin/orders%3f",
    "/api/v1/admin/orders%00",
    "/api/v1/admin/orders.json",
    "/api/v1\\admin\\orders",
    "http://a/api/v1/admin/orders",
]


def asked(shop: Shop, method: str, target: str, headers: dict[str, str] | None = None) -> tuple[int, str, bytes]:
    """The target is sent as it stands: other clients would tidy it up."""
    connection = http.client.HTTPConnection("127.0.0.1", shop.ports[0], timeout=20)
    try:
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type", ""), answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("target", ODD)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
def test_t_az_10_an_odd_address_leads_past_no_guard(shop: Shop, method: str, target: str) -> None:
    status, media_type, _ = asked(shop, method, target)
    assert status in (400, 401, 404, 405)
    assert media_type == "application/problem+json"


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "PUT", "PROPFIND", "CONNECT", "get", "GETX"])
def test_t_az_10_a_method_that_is_not_known_is_refused(shop: Shop, method: str) -> None:
    status, media_type, body = asked(shop, method, ADMIN)
    assert status in (400, 405)
    assert media_type == "application/problem+json"
    assert b"X-Probe" not in body


def test_t_az_10_head_and_options_pass_no_guard(shop: Shop) -> None:
    guest = shop.guest()
    assert guest.head("/admin/orders").status_code == 401
    answer = guest.options("/admin/orders")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_t_az_10_a_header_changes_no_method(shop: Shop, name: str) -> None:
    admin = shop.admin()
    path = f"/products/{make_product(admin)['id']}"
    assert admin.get(path, headers={name: "DELETE"}).status_code == 200
    assert admin.post(path, headers={name: "DELETE"}, json={}).status_code == 405
    assert admin.get(path).status_code == 200


def test_t_az_10_an_address_says_all_of_its_methods(shop: Shop) -> None:
    product = make_product(shop.admin())
    guest = shop.guest()
    for key in (product["id"], product["slug"]):
        for answer in (guest.options(f"/products/{key}"), guest.request("TRACE", f"/products/{key}")):
            assert answer.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"
    assert guest.options("/products").headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert guest.options("/nothing").status_code == 404


def test_t_az_11_docs_and_health_tell_nothing_of_the_house(shop: Shop) -> None:
    database = urllib.parse.urlsplit(shop.database_url)
    house = {
        database.path[1:],
        str(database.port),
        "asyncpg",
        "uvicorn",
        "litestar",
        str(shop.data),
        "password=",
        "://127.",
    }
    house |= set(shop.settings.secrets)
    with httpx.Client(base_url=shop.url) as client:
        assert client.get("/health").json() == {"status": "ok"}
        assert client.get("/health/ready").json() == {"status": "ready", "missing": []}
        for path in ("/health", "/health/ready", "/docs", "/redoc", "/openapi.json", "/nothing"):
            answer = client.get(path)
            told = f"{answer.text} {answer.headers}".lower()
            assert answer.status_code == (404 if path == "/nothing" else 200)
            assert not [secret for secret in house if secret.lower() in told], path
        for path in ("/api/v1/metrics", "/admin/system/health", "/schema", "/.env", "/.git/config"):
            assert client.get(path).status_code in (401, 404)
