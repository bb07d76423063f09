"""Pages of a list."""

import base64

import pytest

from tests.http.conftest import Probes
from tests.http.probes import NAMES


def test_pages_by_number_hold_every_row_once(probes: Probes) -> None:
    pages = [probes.client.get(f"?limit=20&page={number}").json() for number in (1, 2, 3, 4)]
    assert [name for page in pages for name in page["items"]] == NAMES
    assert [page["next_cursor"] is None for page in pages] == [False, False, True, True]
    assert all((page["total"], page["total_capped"]) == (50, False) for page in pages)


def test_cursors_lead_through_every_row_once(probes: Probes) -> None:
    seen, cursor = [], None
    while True:
        page = probes.client.get("?limit=7&sort=-name" + (f"&cursor={cursor}" if cursor else "")).json()
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == NAMES[::-1]


def test_a_cursor_fits_its_own_list_only(probes: Probes) -> None:
    cursor = probes.client.get("?tag=a").json()["next_cursor"]
    assert probes.client.get(f"?tag=a&cursor={cursor}").status_code == 200
    assert probes.client.get(f"?tag=a&limit=3&cursor={cursor}").status_code == 200
    for query in (f"tag=b&cursor={cursor}", f"sort=-name&tag=a&cursor={cursor}", f"cursor={cursor}"):
        answer = probes.client.get(f"?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize(
    "cursor", ["x", "AAAA", "é", "!!!!", "=", "ksQI", base64.urlsafe_b64encode(b"\xdc" * 700).decode()]
)
def test_a_cursor_that_is_none_is_400(probes: Probes, cursor: str) -> None:
    answer = probes.client.get("", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor"), answer.text


def test_a_cursor_and_a_page_do_not_go_together(probes: Probes) -> None:
    assert probes.client.get("?page=2&cursor=x").status_code == 422


def test_pages_end_at_row_10000(probes: Probes) -> None:
    assert probes.client.get("?limit=100&page=100").status_code == 200
    answer = probes.client.get("?limit=100&page=101")
    assert answer.status_code == 422
    assert "10000" in answer.json()["detail"]
