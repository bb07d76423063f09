"""What the server refuses before it is a request: it is a problem document all the same."""

import socket
import time

import pytest

from tests.conftest import ShopOpener
from tests.http.conftest import Probes, exchange
from tests.shop import Shop

GET = b"GET /health HTTP/1.1\r\nHost: a\r\n"
LAST = GET + b"Connection: close\r\n"
POST = b"POST /api/v1/probes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
CHUNKED = POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n"
BODY = b'{"name":"x"}'


def many(number: int) -> bytes:
    return b"".join(b"X-%d: y\r\n" % n for n in range(number))


@pytest.mark.parametrize(
    "head",
    [
        LAST + many(99) + b"\r\n",
        LAST + many(2_000) + b"\r\n",
        LAST + b"X-Long: " + b"y" * 65_536 + b"\r\n\r\n",
        LAST + b"X-Long: " + b"y" * 1_000_000 + b"\r\n\r\n",
        LAST + b"X-" + b"y" * 100_000 + b": z\r\n\r\n",
        LAST + b"X-Long: " + b"y" * 100_000,
    ],
    ids=["101 headers", "2000 headers", "64 KiB", "1 MB", "a long name", "without an end"],
)
def test_t_in_20_a_head_that_is_too_large_is_431(probes: Probes, head: bytes) -> None:
    probes.exchange(head).assert_problem(431, "headers_too_large")


@pytest.mark.parametrize("length", [16_385, 65_536, 300_000])
def test_t_in_20_an_address_that_is_too_long_is_414(probes: Probes, length: int) -> None:
    target = b"/health?".ljust(length, b"x")
    head = b"GET " + target + b" HTTP/1.1\r\nHost: a\r\n\r\n"
    probes.exchange(head).assert_problem(414, "uri_too_long")


def test_t_in_20_what_is_just_not_too_large_is_served(probes: Probes) -> None:
    assert probes.exchange(LAST + many(98) + b"\r\n").status == 200
    assert probes.exchange(LAST + b"X-Long: " + b"y" * 65_400 + b"\r\n\r\n").status == 200
    target = b"/nothing/".ljust(16_384, b"x")
    answer = probes.exchange(b"GET " + target + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert answer.status == 404


def test_t_in_20_a_limit_counts_for_each_head_anew(probes: Probes) -> None:
    half, end = b"X-Long: " + b"y" * 40_000, b"\r\n\r\n"
    parted = probes.exchange(GET + half, 0.1, end, 0.1, GET, 0.1, half, 0.1, end, 0.1, LAST, 0.1, half, 0.1, end)
    assert parted.received.count(b"HTTP/1.1 200") == 3
    together = probes.exchange(GET + half + end + GET + half + end + LAST + half + end)
    assert together.received.count(b"HTTP/1.1 200") == 3


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
        b"POST /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"POST /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 1x\r\n\r\nx",
        b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nx",
        b"GET /health HTTP/1.1\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: a\r\nX-A : b\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: a\r\nX-A: b\x00c\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: a\r\n X-Folded: b\r\n\r\n",
        b"GET /health HTTP/9.9\r\nHost: a\r\n\r\n",
        b"GET /h\xc3\xa4lth HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET health HTTP/1.1\r\nHost: a\r\n\r\n",
        b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"BREW /health HTTP/1.1\r\nHost: a\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"nonsense\r\n\r\n",
    ],
)
def test_t_in_21_what_is_not_clearly_http_is_400_and_the_end(probes: Probes, sent: bytes) -> None:
    after = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
    probes.exchange(sent + after).assert_problem(400, "invalid_request")


@pytest.mark.parametrize(
    "body", [b"zz\r\nxx\r\n0\r\n\r\n", b"-1\r\n\r\n", b"2\r\nxxyy\r\n0\r\n\r\n", b"f" * 17 + b"\r\n"]
)
def test_t_in_21_a_chunk_that_is_none_is_400_and_the_end(probes: Probes, body: bytes) -> None:
    probes.exchange(POST + b"Transfer-Encoding: chunked\r\n\r\n" + body).assert_problem(400, "invalid_request")


def test_t_in_21_the_answers_that_are_due_go_out_before_a_refusal_ends_all(probes: Probes) -> None:
    answer = probes.exchange(b"GET /api/v1/probes/slow HTTP/1.1\r\nHost: a\r\n\r\n" + b"nonsense\r\n\r\n")
    assert answer.status == 503
    assert answer.received.count(b"HTTP/1.1 ") == 1


def test_t_in_21_requests_sent_together_are_answered_in_their_order(probes: Probes) -> None:
    post = POST + b"Content-Length: 12\r\n\r\n" + BODY
    answer = probes.exchange(b"\r\n" + post + GET + b"\r\n" + post + LAST + b"\r\n")
    statuses = [part[:3] for part in answer.received.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"201", b"200", b"201", b"200"]


def test_trailers_are_no_headers(probes: Probes) -> None:
    body = b"c\r\n" + BODY + b"\r\n0\r\nContent-Type: text/plain\r\nHost: b\r\n\r\n"
    assert probes.exchange(CHUNKED + b"\r\n" + body).status == 201
    parted = probes.exchange(CHUNKED + b"\r\n" + body[:20], 0.2, body[20:])
    assert parted.status == 201


@pytest.mark.parametrize(
    "flood",
    [b"0\r\n" + b"X-Trailer: y\r\n" * 30_000, b"0\r\nX-Trailer: " + b"y" * 400_000, b"1;" + b"y" * 400_000],
    ids=["many trailers", "a long trailer", "a long extension"],
)
def test_chunks_and_trailers_have_a_limit(probes: Probes, flood: bytes) -> None:
    answer = probes.exchange(CHUNKED + b"\r\n" + b"1\r\n{\r\n", 0.1, flood)
    answer.assert_problem(431, "headers_too_large")


def test_a_body_in_chunks_of_one_byte_is_a_body(probes: Probes) -> None:
    body = b"".join(b"1\r\n%c\r\n" % byte for byte in BODY.ljust(40_000)) + b"0\r\n\r\n"
    assert probes.exchange(CHUNKED + b"\r\n" + body[:3], 0.1, body[3:]).status == 201


def test_there_is_nothing_to_upgrade_to(probes: Probes) -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n"
    answer = probes.exchange(GET + upgrade + GET + b"\r\n")
    assert answer.status == 200
    assert answer.headers["connection"] == "close"
    assert answer.received.count(b"HTTP/1.1 ") == 1


def test_a_route_that_answers_after_a_refusal_is_not_heard(probes: Probes) -> None:
    head = b"GET /api/v1/probes/patient?seconds=0.3 HTTP/1.1\r\nHost: a\r\nX-Request-ID: late-1\r\n"
    with socket.create_connection(("127.0.0.1", probes.port), timeout=10) as connection:
        connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 400")
        probes.logged(lambda line: line["event"] == "request" and line["request_id"] == "late-1")
        assert connection.recv(65_536) == b""
    assert not [line for line in probes.lines() if "Exception in ASGI application" in line["event"]]


def test_a_refusal_reaches_who_is_still_sending(probes: Probes) -> None:
    """A socket that is closed on unread bytes is reset, and its answer may be lost on the way."""
    with socket.create_connection(("127.0.0.1", probes.port), timeout=10) as connection:
        connection.sendall(GET + many(101) + b"\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 431")
        assert connection.recv(65_536) == b""
        for _ in range(3):
            connection.sendall(b"x" * 1_000)
            time.sleep(0.05)


def test_a_refusal_is_a_line_of_the_log(probes: Probes) -> None:
    answer = probes.exchange(GET + many(101) + b"\r\n")
    line = probes.logged(lambda line: line.get("request_id") == answer.headers["x-request-id"])
    assert (line["event"], line["status"], line["path"], line["client"]) == ("request", 431, "/health", "127.0.0.1")


def test_rowlock_serve_has_these_limits(shop: Shop) -> None:
    port = shop.ports[0]
    exchange(port, GET + many(101) + b"\r\n").assert_problem(431, "headers_too_large")
    exchange(port, b"nonsense\r\n\r\n").assert_problem(400, "invalid_request")
    late = exchange(port, b"GET /health HTTP/1.1\r\n")
    late.assert_problem(408, "request_timeout")
    assert 9 < late.seconds < 15


def test_production_tells_browsers_to_come_by_https_only(opener: ShopOpener) -> None:
    with opener(ROWLOCK_ENV="production", ROWLOCK_JWT_SECRET="0123456789abcdef" * 3) as shop:
        served, refused = (exchange(shop.ports[0], sent) for sent in (LAST + b"\r\n", GET + many(101) + b"\r\n"))
    assert (served.status, refused.status) == (200, 431)
    for answer in (served, refused):
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
