"""The Idempotency-Key header."""

import pytest

from tests.http.conftest import Probes


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ("abc", "abc"),
        ('"abc"', "abc"),
        ('"a\\"b\\\\"', 'a"b\\'),
        ("a" * 255, "a" * 255),
        ("a=b;c", "a=b;c"),
    ],
)
def test_t_idem_05_quoted_and_bare_are_the_same_key(probes: Probes, sent: str, key: str) -> None:
    assert probes.client.post("/keyed", headers={"Idempotency-Key": sent}).json() == {"text": repr(key)}


def test_without_the_header_there_is_no_key(probes: Probes) -> None:
    assert probes.client.post("/keyed").json() == {"text": "None"}


@pytest.mark.parametrize(
    "sent", ["", '""', '"', '"a', '"a"b"', "a" * 256, "a b", "a\tb", b"\xc3\xa4", '"a\\x"', '"a\\"']
)
def test_t_idem_05_what_cannot_be_a_key_is_400(probes: Probes, sent: str) -> None:
    answer = probes.client.post("/keyed", headers={"Idempotency-Key": sent})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_idempotency_key")


def test_t_idem_05_two_keys_are_400(probes: Probes) -> None:
    headers = [("Idempotency-Key", "a"), ("Idempotency-Key", "a")]
    assert probes.client.post("/keyed", headers=headers).status_code == 400
