"""Pages of other sites: those that are named in the settings, and no others."""

import httpx
import pytest

from tests.http.conftest import Probes
from tests.shop import Shop

ORIGIN = {"Origin": "https://shop.example"}
PREFLIGHT = {
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "authorization,content-type,if-match",
}


def allowing(answer: httpx.Response) -> set[str]:
    return {name for name in answer.headers if name.startswith("access-control-")}


@pytest.mark.parametrize("origin", ["https://shop.example", "http://localhost:3000"])
@pytest.mark.parametrize("path", ["", "/mine", "/nothing"])
def test_a_preflight_of_a_named_origin_says_what_may_be_sent(probes: Probes, origin: str, path: str) -> None:
    answer = probes.client.options(path, headers={"Origin": origin, **PREFLIGHT})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert {"GET", "POST", "PUT", "PATCH", "DELETE"} <= set(answer.headers["access-control-allow-methods"].split(", "))
    accepted = answer.headers["access-control-allow-headers"].lower().split(", ")
    assert set(PREFLIGHT["Access-Control-Request-Headers"].split(",")) <= set(accepted)
    assert {"idempotency-key", "x-csrf-token", "x-cart-token"} <= set(accepted)
    assert int(answer.headers["access-control-max-age"]) > 0
    assert "Origin" in answer.headers["vary"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_every_answer_to_a_named_origin_may_be_read(probes: Probes) -> None:
    answers = {
        200: probes.client.get("", headers=ORIGIN),
        400: probes.client.get("?sort=%00", headers=ORIGIN),
        401: probes.client.get("/mine", headers=ORIGIN),
        404: probes.root.get("/nothing", headers=ORIGIN),
        405: probes.client.patch("", headers=ORIGIN),
        413: probes.client.post("", content=b"x" * 1_048_577, headers=ORIGIN),
        422: probes.client.get("?colour=red", headers=ORIGIN),
        500: probes.client.get("/broken", headers=ORIGIN),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == "https://shop.example"
        assert answer.headers["access-control-allow-credentials"] == "true"
        exposed = answer.headers["access-control-expose-headers"].split(", ")
        assert {"ETag", "Link", "Idempotent-Replayed", "RateLimit", "Retry-After", "X-Request-ID"} <= set(exposed)
        assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://shop.example",
        "https://shop.example:8443",
        "https://shop.example.evil.example",
        "https://evilshop.example",
        "https://shop.example/",
        "HTTPS://SHOP.EXAMPLE",
        "https://shop.example, http://localhost:3000",
        "null",
        "*",
        "",
    ],
)
def test_another_origin_is_told_nothing(probes: Probes, origin: str) -> None:
    for answer in (
        probes.client.get("", headers={"Origin": origin}),
        probes.client.get("/broken", headers={"Origin": origin}),
        probes.client.options("", headers={"Origin": origin, **PREFLIGHT}),
    ):
        assert allowing(answer) == set()
        assert "Origin" in answer.headers["vary"]


def test_two_origins_are_none(probes: Probes) -> None:
    headers = [("Origin", "https://shop.example"), ("Origin", "https://evil.example")]
    assert allowing(probes.client.get("", headers=headers)) == set()


def test_a_cache_keeps_the_answers_apart(probes: Probes) -> None:
    assert "Origin" in probes.client.get("").headers["vary"]
    assert "accept-encoding" in probes.client.get("").headers["vary"]


def test_nobody_is_allowed_unless_the_settings_say_so(shop: Shop) -> None:
    client = shop.guest()
    for answer in (client.get("/products", headers=ORIGIN), client.options("/products", headers=ORIGIN | PREFLIGHT)):
        assert allowing(answer) == set()
        assert "Origin" not in answer.headers.get("vary", "")
