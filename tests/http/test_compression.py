"""Answers are compressed where that is safe and worth it."""

import pytest

from rowlock.http import compression
from tests.http.conftest import Probes


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br", "br"),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br;q=0.1", "gzip"),
        ("identity, br;q=0.5", None),
        ("br;q=0, gzip;q=1.0", "gzip"),
        ("identity", None),
    ],
)
def test_text_is_compressed_as_the_client_likes(probes: Probes, accepted: str, encoding: str | None) -> None:
    answer = probes.client.get("/long", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == encoding
    assert "accept-encoding" in answer.headers["vary"]
    assert answer.json() == {"text": "again and " * 500}
    assert (int(answer.headers["content-length"]) < 500) == (encoding is not None)


def test_short_answers_and_those_with_tokens_stay_plain(probes: Probes) -> None:
    for path in ("/anyone", "/token"):
        answer = probes.client.get(path, headers={"Accept-Encoding": "br, gzip"})
        assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("sent", "expected"),
    [([], None), ([b"GZIP"], b"gzip"), ([b"gzip", b"br"], b"br"), ([b"*"], None), ([b"br;q=0.000"], None)],
)
def test_the_encoding_is_chosen_by_the_header(sent: list[bytes], expected: bytes | None) -> None:
    assert compression.chosen(sent) == expected
