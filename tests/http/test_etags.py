"""Conditional requests."""

import pytest

from rowlock.http import etags
from tests.http.conftest import Probes
from tests.http.probes import USER

ADMIN = {"Authorization": "Bearer admin.eve"}


def test_a_client_that_has_this_version_is_told_so(probes: Probes) -> None:
    first = probes.client.get(f"/{USER}")
    tag = first.headers["etag"]
    for sent in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        answer = probes.client.get(f"/{USER}", headers={"If-None-Match": sent})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
        assert "content-type" not in answer.headers
    for sent in ('"x"', tag.strip('"'), ""):
        assert probes.client.get(f"/{USER}", headers={"If-None-Match": sent}).content == first.content


def test_an_edit_of_an_older_version_is_412(probes: Probes) -> None:
    current = etags.of_version(7)
    for sent in (current, f'"x", {current}', "*"):
        answer = probes.client.put(f"/{USER}", json={"name": "x"}, headers=ADMIN | {"If-Match": sent})
        assert answer.status_code == 200
    for sent in (etags.of_version(6), f"W/{current}", "nonsense", ""):
        answer = probes.client.put(f"/{USER}", json={"name": "x"}, headers=ADMIN | {"If-Match": sent})
        assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")


@pytest.mark.parametrize("body", [b"", b"a"])
def test_the_tag_follows_the_bytes(body: bytes) -> None:
    assert etags.of_bytes(body) == etags.of_bytes(bytes(bytearray(body)))
    assert etags.of_bytes(body) != etags.of_bytes(body + b"a")
