"""Who is calling."""

import pytest

from tests.http.conftest import Probes
from tests.http.probes import USER

ADMIN, CUSTOMER = {"Authorization": "Bearer admin.eve"}, {"Authorization": "Bearer customer.bob"}


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Authorization", "")],
        [("Authorization", "Bearer")],
        [("Authorization", "bearer x")],
        [("Authorization", "Basic YTpi")],
        [("Authorization", "Bearer a b")],
        [("Authorization", "Bearer customer.bob"), ("Authorization", "Bearer customer.bob")],
        [("Authorization", "Bearer customer." + "x" * 60_000)],
        [("Authorization", b"Bearer customer.\xff")],
    ],
)
def test_without_one_good_token_a_call_is_401(probes: Probes, headers: list[tuple[str, str]]) -> None:
    answer = probes.client.get("/mine", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_scheme_followed_by_blanks_is_401(probes: Probes) -> None:
    sent = b"GET /api/v1/probes/mine HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer  \r\n\r\n"
    assert probes.raw(sent).startswith(b"HTTP/1.1 401")


def test_a_token_in_the_query_counts_for_nothing(probes: Probes) -> None:
    assert probes.client.get("/mine?access_token=customer.bob").status_code == 401


def test_a_good_token_is_its_user(probes: Probes) -> None:
    assert probes.client.get("/mine", headers=CUSTOMER).json() == {"text": "bob@shop.example"}
    assert probes.client.get("/mine", headers={"Authorization": "bEARER customer.bob"}).status_code == 200


def test_a_visitor_may_come_without_a_token_but_not_with_a_bad_one(probes: Probes) -> None:
    assert probes.client.get("/anyone").json() == {"text": "a stranger"}
    assert probes.client.get("/anyone", headers=CUSTOMER).json() == {"text": "bob@shop.example"}
    answer = probes.client.get("/anyone", headers={"Authorization": "Bearer stale"})
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_a_role_is_asked_for_before_the_body_is_read(probes: Probes) -> None:
    for body in ({"name": "x"}, "nonsense"):
        assert probes.client.put(f"/{USER}", json=body).status_code == 401
        assert probes.client.put(f"/{USER}", json=body, headers=CUSTOMER).status_code == 403
    assert probes.client.put(f"/{USER}", json={"name": "x"}, headers=ADMIN).status_code == 200
    assert probes.client.put(f"/{USER}", json="nonsense", headers=ADMIN).status_code == 422


def test_a_stranger_learns_nothing_of_a_body(probes: Probes) -> None:
    assert probes.client.post("/mine", content=b"{").status_code == 401
