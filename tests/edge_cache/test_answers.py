"""What a kept answer looks like: encodings, tags, conditions, headers."""

import gzip
import re
import socket

import brotli  # type: ignore[import-untyped]
import httpx
import pytest

from tests.conftest import ShopOpener
from tests.edge_cache.conftest import counted, grown, plain, settle, warmed
from tests.factories.catalogue import make_product
from tests.shop import Shop

_LONG = "<p>" + "Made to be carried, washed and carried again. " * 20 + "</p>"


@pytest.fixture(scope="module")
def path(cached: Shop) -> str:
    return f"/products/{make_product(cached.admin(), description=_LONG)['slug']}"


def raw(shop: Shop, path: str, *lines: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """As it goes over the wire."""
    head = "\r\n".join([f"{method} /api/v1{path} HTTP/1.1", "host: shop", *lines, "connection: close", "", ""])
    with socket.create_connection(("127.0.0.1", shop.ports[0]), timeout=10) as connection:
        connection.sendall(head.encode())
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    start, _, body = received.partition(b"\r\n\r\n")
    status, *fields = start.decode().split("\r\n")
    return int(status.split()[1]), {n.lower(): v.strip() for n, _, v in (f.partition(":") for f in fields)}, body


def test_the_second_who_asks_is_answered_from_memory_with_the_same(cached: Shop, path: str) -> None:
    first = plain(cached.guest(), path)
    wait = grown(cached, "hit", 3)
    again = [plain(cached.guest(), path) for _ in range(3)]
    assert {answer.content for answer in again} == {first.content}
    assert {answer.headers["etag"] for answer in again} == {first.headers["etag"]}
    wait()


def test_each_encoding_is_the_same_document_under_a_tag_of_its_own(cached: Shop, path: str) -> None:
    _, headers, body = raw(cached, path)
    tags = {headers["etag"]}
    assert "content-encoding" not in headers
    for encoding, decoded in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        for _ in range(2):
            status, headers, packed = raw(cached, path, f"accept-encoding: {encoding}")
            assert (status, headers["content-encoding"], int(headers["content-length"])) == (200, encoding, len(packed))
            assert decoded(packed) == body
            assert len(packed) < len(body)
            tags.add(headers["etag"])
    assert len(tags) == 3
    assert all(re.fullmatch(r'"[0-9a-z-]+"', tag) for tag in tags)


def test_weights_choose_the_encoding(cached: Shop, path: str) -> None:
    for accepted, encoding in (("gzip, br", "br"), ("gzip;q=1, br;q=0.5", "gzip"), ("br;q=0, gzip;q=0", None)):
        assert raw(cached, path, f"accept-encoding: {accepted}")[1].get("content-encoding") == encoding


@pytest.mark.parametrize("encoding", ["identity", "br", "gzip"])
def test_who_has_this_version_is_told_so(cached: Shop, path: str, encoding: str) -> None:
    warmed(cached.guest(), path)
    _, whole, _ = raw(cached, path, f"accept-encoding: {encoding}")
    tag = whole["etag"]
    for sent in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        status, headers, body = raw(cached, path, f"accept-encoding: {encoding}", f"if-none-match: {sent}")
        assert (status, body, headers["etag"]) == (304, b"", tag)
        assert headers["vary"] == whole["vary"]
        assert headers["cache-control"] == whole["cache-control"]
        assert "content-length" not in headers
    assert raw(cached, path, f"accept-encoding: {encoding}", 'if-none-match: "other"')[0] == 200


def test_a_tag_of_another_encoding_is_another_version(cached: Shop, path: str) -> None:
    _, headers, _ = raw(cached, path, "accept-encoding: br")
    assert raw(cached, path, f"if-none-match: {headers['etag']}")[0] == 200


def test_head_says_what_get_would(cached: Shop, path: str) -> None:
    status, headers, body = raw(cached, path)
    for _ in range(2):
        asked = raw(cached, path, method="HEAD")
        assert (asked[0], asked[2]) == (status, b"")
        same = ("content-length", "content-type", "etag", "vary", "cache-control")
        assert {n: asked[1][n] for n in same} == {n: headers[n] for n in same}
    assert int(headers["content-length"]) == len(body)


def test_an_answer_from_memory_is_dressed_as_any_other(cached: Shop, path: str) -> None:
    answers = [plain(cached.guest(), path, Origin="https://shop.example") for _ in range(3)]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["cache-control"] == "public, max-age=0, must-revalidate"
        vary = ", ".join(answer.headers.get_list("vary"))
        assert {part.strip() for part in vary.split(",")} == {"Accept-Encoding", "Authorization", "Cookie", "Origin"}
        assert answer.headers["access-control-allow-origin"] == "https://shop.example"
        assert answer.headers["content-type"] == "application/json"
        assert "date" in answer.headers
    assert len({answer.headers["x-request-id"] for answer in answers}) == 3
    assert plain(cached.guest(), path, **{"X-Request-ID": "mine-1"}).headers["x-request-id"] == "mine-1"
    assert "access-control-allow-origin" not in plain(cached.guest(), path, Origin="https://evil.example").headers


def test_short_answers_are_not_compressed(cached: Shop) -> None:
    assert raw(cached, "/tags", "accept-encoding: br")[1].get("content-encoding") is None


def test_one_answer_serves_every_spelling_of_a_question(cached: Shop) -> None:
    guest = cached.guest()
    spellings = ("limit=7&sort=price", "sort=price&limit=7", "sort=%70rice&limit=7")
    wait = grown(cached, "miss", 1)
    bodies = [plain(guest, f"/products?{query}").content for query in (*spellings, *spellings)]
    assert len(set(bodies)) == 1
    wait()


def test_what_is_refused_is_refused_as_ever_and_kept_by_nobody(cached: Shop) -> None:
    settle(cached)
    entries = counted(cached, "entries")
    for path, status in (("/products?colour=red", 422), ("/products?limit=0", 422), ("/products/no-such", 404)):
        ids = set()
        for number in range(2):
            answer = plain(cached.guest(), path, **{"X-Request-ID": f"asked-{number}"})
            assert (answer.status_code, answer.json()["request_id"]) == (status, f"asked-{number}")
            assert int(answer.headers["content-length"]) == len(answer.content)
            assert answer.headers["cache-control"] == "no-store"
            ids.add(answer.headers["x-request-id"])
        assert len(ids) == 2
    wait = grown(cached, "miss", 1)
    plain(cached.guest(), "/products/no-such")
    wait()
    assert counted(cached, "entries") == entries


def test_a_search_that_finds_nothing_is_counted_each_time(cached: Shop) -> None:
    for _ in range(3):
        assert plain(cached.guest(), "/products?q=zyxwvutsrq").json()["items"] == []
    cached.until(
        lambda: cached.sql("SELECT times FROM missed_searches WHERE words = 'zyxwvutsrq'") == [{"times": 3}], seconds=5
    )


def test_former_slugs_lead_on_past_the_cache(cached: Shop) -> None:
    admin = cached.admin()
    product = make_product(admin)
    old = f"/products/{product['slug']}"
    warmed(cached.guest(), old)
    assert (
        admin.patch(old.replace(product["slug"], product["id"]), json={"slug": product["slug"] + "-2"}).status_code
        == 200
    )
    answer = plain(cached.guest(), old)
    assert (answer.status_code, answer.headers["location"]) == (301, f"/api/v1{old}-2")


def test_hits_are_logged_and_counted_against_the_limit(opener: ShopOpener) -> None:
    with opener(ROWLOCK_RATE_LIMIT="12/minute") as shop:
        admin = shop.admin()
        product = make_product(admin)
        path = f"/products/{product['slug']}"
        answers = [plain(shop.guest(), path) for _ in range(20)]
        allowed = [answer for answer in answers if answer.status_code == 200]
        assert {answer.status_code for answer in answers} == {200, 429}
        left = [int(answer.headers["ratelimit"].split("r=")[1].split(";")[0]) for answer in allowed]
        assert left == sorted(left, reverse=True)
        assert left[-1] == 0
        assert all(answer.headers["ratelimit-policy"] == '"address";q=12;w=60' for answer in allowed)
        shop.until(lambda: shop.log("api-0").count('"route":"/api/v1/products/{key}"') >= len(allowed))
        ids = [answer.headers["x-request-id"] for answer in allowed]
        assert all(shop.log("api-0").count(f'"request_id":"{request_id}"') == 1 for request_id in ids)


def test_with_the_cache_off_nothing_is_kept(opener: ShopOpener) -> None:
    with opener(ROWLOCK_EDGE_CACHE_MB="0") as shop:
        path = f"/products/{make_product(shop.admin(), description=_LONG)['slug']}"
        answers = [shop.guest().get(path) for _ in range(3)]
        assert {answer.status_code for answer in answers} == {200}
        assert counted(shop, "requests_total", "hit") == 0
        tags = set()
        for encoding in ("br", "gzip", "identity"):
            tag = shop.guest().get(path, headers={"Accept-Encoding": encoding}).headers["etag"]
            conditional = {"If-None-Match": tag, "Accept-Encoding": encoding}
            assert shop.guest().get(path, headers=conditional).status_code == 304
            tags.add(tag)
        assert len(tags) == 3


def test_a_cdn_is_told_for_how_long_and_by_which_keys(opener: ShopOpener) -> None:
    with opener(ROWLOCK_CDN_SECONDS="30") as shop:
        product = make_product(shop.admin())
        for answer in (warmed(shop.guest(), f"/products/{product['slug']}"),):
            assert answer.headers["surrogate-key"] == f"product:{product['id']}"
            assert answer.headers["cache-tag"] == f"product:{product['id']}"
            assert answer.headers["surrogate-control"] == "max-age=30"
            assert answer.headers["cdn-cache-control"] == "public, max-age=30"
            assert answer.headers["cache-control"] == "public, max-age=0, must-revalidate"


def test_requests_one_after_the_other_on_one_connection_are_answered_in_turn(cached: Shop, path: str) -> None:
    warmed(cached.guest(), path)
    missing = b"GET /api/v1/products/no-such HTTP/1.1\r\nhost: shop\r\n\r\n"
    hit = f"GET /api/v1{path} HTTP/1.1\r\nhost: shop\r\naccept-encoding: identity\r\n\r\n".encode()
    last = hit.replace(b"host: shop", b"host: shop\r\nconnection: close")
    with socket.create_connection(("127.0.0.1", cached.ports[0]), timeout=10) as connection:
        connection.sendall(hit + hit + missing + hit + last)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    statuses = re.findall(rb"HTTP/1\.1 (\d+)", received)
    assert statuses == [b"200", b"200", b"404", b"200", b"200"]


def test_other_cookies_do_not_matter_and_ours_do(cached: Shop, path: str) -> None:
    warmed(cached.guest(), path)
    wait = grown(cached, "hit", 1)
    assert plain(cached.guest(), path, Cookie="theme=dark").status_code == 200
    wait()
    answer = httpx.get(f"{cached.url}/api/v1{path}", headers={"Cookie": "rowlock_access=forged"})
    assert answer.status_code == 401
