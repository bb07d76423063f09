"""Who sends slowly, or nothing, is not waited for."""

import concurrent.futures
import itertools

import pytest

from tests.http.conftest import Probes
from tests.http.probes import KEPT, SLOWEST

GET = b"GET /health HTTP/1.1\r\nHost: a\r\n"
POST = b"POST /api/v1/probes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
BODY = b'{"name":"x"}'
# Between a deadline and the news of it; the machine may be busy.
LATE = 2.0


def trickled(sent: bytes) -> list[bytes | float]:
    return list(itertools.chain.from_iterable((sent[n : n + 1], 0.2) for n in range(len(sent))))


def test_who_says_nothing_hears_nothing(probes: Probes) -> None:
    silent = probes.exchange()
    assert silent.received == b""
    assert SLOWEST - 0.1 < silent.seconds < SLOWEST + LATE


@pytest.mark.parametrize(
    "sent",
    [[GET], trickled(GET), [GET, 0.5, b"X-Half: ", 0.5, b"y"], [GET + b"\r\n" + GET]],
    ids=["half a head", "byte by byte", "in parts", "half a second head"],
)
def test_a_head_that_does_not_come_in_time_is_408(probes: Probes, sent: list[bytes | float]) -> None:
    answer = probes.exchange(*sent)
    if answer.received.startswith(b"HTTP/1.1 200"):
        answer = answer._replace(received=answer.received[answer.received.index(b"HTTP/1.1 408") :])
    answer.assert_problem(408, "request_timeout")
    assert SLOWEST - 0.1 < answer.seconds < 2 * SLOWEST + LATE


def test_a_connection_is_kept_for_a_while(probes: Probes) -> None:
    answer = probes.exchange(GET + b"\r\n", SLOWEST + 0.5, GET + b"\r\n")
    assert answer.received.count(b"HTTP/1.1 200") == 2
    assert KEPT + SLOWEST < answer.seconds < KEPT + SLOWEST + 0.5 + LATE


def test_empty_lines_keep_no_connection(probes: Probes) -> None:
    lines: list[bytes | float] = [0.4, b"\r\n"] * 15
    for first in ([], [GET + b"\r\n"]):
        answer = probes.exchange(*first, *lines)
        assert answer.received.count(b"HTTP/1.1 ") == len(first)
        assert answer.seconds < 2 * SLOWEST + LATE


@pytest.mark.parametrize(
    "sent",
    [
        [POST + b"Content-Length: 12\r\n\r\n"],
        [POST + b"Content-Length: 900000\r\n\r\n" + BODY],
        [POST + b"Content-Length: 12\r\n\r\n", *trickled(BODY)],
        [POST + b"Transfer-Encoding: chunked\r\n\r\n", *trickled(b"1\r\n{\r\n" * 3)],
        [POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX-Trailer: y"],
    ],
    ids=["none", "announced", "byte by byte", "in chunks", "without an end"],
)
def test_a_body_that_does_not_come_in_time_is_408(probes: Probes, sent: list[bytes | float]) -> None:
    answer = probes.exchange(*sent)
    answer.assert_problem(408, "request_timeout")
    assert SLOWEST - 0.1 < answer.seconds < SLOWEST + LATE


def test_a_slow_client_that_is_in_time_is_served(probes: Probes) -> None:
    head = POST + b"Connection: close\r\nContent-Length: 12\r\n\r\n"
    assert probes.exchange(head[:20], 0.4, head[20:], 0.4, BODY[:5], 0.4, BODY[5:]).status == 201


def test_a_large_body_has_more_time(probes: Probes) -> None:
    part = b" " * 150_000
    head = POST + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % (len(BODY) + 4 * len(part))
    answer = probes.exchange(head + BODY, 0.6, part, 0.6, part, 0.6, part, 0.6, part)
    assert answer.status == 201
    assert answer.seconds > SLOWEST


def test_the_next_request_has_its_time_after_the_answer_before_it(probes: Probes) -> None:
    first = b"GET /api/v1/probes/patient?seconds=%.1f HTTP/1.1\r\nHost: a\r\n\r\n" % (2 * SLOWEST - 0.3)
    answer = probes.exchange(first + GET, 2 * SLOWEST + 0.5, b"Connection: close\r\n\r\n")
    assert answer.received.count(b"HTTP/1.1 200") == 2


def test_a_slow_answer_is_waited_for(probes: Probes) -> None:
    """A deadline is for requests: none of them ends a call that takes its time."""
    assert probes.client.get("/patient", params={"seconds": 2 * SLOWEST}).json() == {"text": "done"}


def test_many_slow_clients_keep_nobody_else_waiting(probes: Probes) -> None:
    with concurrent.futures.ThreadPoolExecutor(60) as threads:
        slow = [threads.submit(probes.exchange, GET) for _ in range(60)]
        assert all(probes.root.get("/health", timeout=2).status_code == 200 for _ in range(20))
        assert {answer.result().status for answer in slow} == {408}
