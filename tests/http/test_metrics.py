"""Counters for Prometheus, and who may see them."""

import httpx

from tests.conftest import ShopOpener
from tests.shop import Shop

_TOKEN = "scrape-Kq7vX2mZ9pLw4tRb8nYc3dFg6hJs1aQe"


def test_in_development_everybody_sees_the_counters(shop: Shop) -> None:
    answer = httpx.get(f"{shop.url}/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert "rowlock_security_events" in answer.text


def test_t_az_11_with_a_token_only_its_holder_sees_them(opener: ShopOpener) -> None:
    with opener(ROWLOCK_METRICS_TOKEN=_TOKEN) as shop:
        wrong = {"Authorization": f"Bearer {_TOKEN}x"}
        assert [httpx.get(f"{shop.url}/metrics", headers=h).status_code for h in ({}, wrong)] == [401, 401]
        assert httpx.get(f"{shop.url}/metrics", headers={"Authorization": f"Bearer {_TOKEN}"}).status_code == 200
        shown = shop.cli("settings").stdout
        assert _TOKEN not in shown


def test_t_az_11_in_production_there_are_none_without_a_token(opener: ShopOpener) -> None:
    with opener(ROWLOCK_ENV="production", ROWLOCK_JWT_SECRET=_TOKEN) as shop:
        assert httpx.get(f"{shop.url}/metrics").status_code == 404
