"""Every error is a problem document."""

import httpx
import pytest

from tests.http.conftest import Probes
from tests.http.probes import USER

MEMBERS = {"type", "title", "status", "detail", "code", "request_id"}


def assert_problem(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem.keys() >= MEMBERS
    assert problem["status"] == status
    assert problem["code"] == code
    assert problem["type"] == f"/problems/{code}"
    assert problem["request_id"] == answer.headers["x-request-id"]


def test_an_unknown_address_is_404(probes: Probes) -> None:
    for path in ("/", "/nothing", "/api/v1", "/api/v1/nothing", "/docs/nothing", "/docs/assets/nothing.js"):
        assert_problem(probes.root.get(path), 404, "not_found")


def test_an_unknown_method_is_405_and_says_which_are_known(probes: Probes) -> None:
    answer = probes.client.patch("")
    assert_problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("path_id", ["0", "-1", "9" * 50, "9" * 5000, "1_0", "١٢٣", str(USER)[:-1]])
def test_t_in_06_an_id_that_is_none_is_404(probes: Probes, path_id: str) -> None:
    assert_problem(probes.client.get(f"/{path_id}"), 404, "not_found")


def test_t_in_07_a_nul_character_is_400_in_path_and_query(probes: Probes) -> None:
    for path in ("/%00", f"/{USER}%00", "?sort=%00", "?%00=1", "?tag=a%00b"):
        assert_problem(probes.client.get(path), 400, "invalid_request")


def test_t_in_02_a_query_that_is_not_utf_8_is_400(probes: Probes) -> None:
    assert_problem(probes.client.get("?tag=%ff"), 400, "invalid_request")


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=1000000000", "page"),
        ("page=501", "page"),
        ("page=1.0", "page"),
        ("page=1e3", "page"),
        ("page=%D9%A3", "page"),
        ("page=", "page"),
        ("page=" + "9" * 5000, "page"),
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=101", "limit"),
        ("limit=1000000000", "limit"),
        ("most=2147483648", "most"),
        ("most=1e2", "most"),
        ("is_new=perhaps", "is_new"),
        ("sort=password_hash", "sort"),
        ("sort=name;drop", "sort"),
        ("colour=red", "colour"),
        ("page=1&page=2", "page"),
        ("access_token=x", "access_token"),
        ("tag=1&tag=2&tag=3&tag=4&tag=5&tag=6", "tag"),
    ],
)
def test_t_in_13_a_bad_query_parameter_is_422_with_its_name(probes: Probes, query: str, path: str) -> None:
    answer = probes.client.get(f"?{query}")
    assert_problem(answer, 422, "invalid_value")
    assert [error["path"] for error in answer.json()["errors"]] == [path]


def test_a_header_that_is_missing_or_too_long_is_422(probes: Probes) -> None:
    assert_problem(probes.client.get("/headed"), 422, "invalid_value")
    assert_problem(probes.client.get("/headed", headers={"X-Lot": "too long"}), 422, "invalid_value")


def test_a_feature_error_shows_its_members(probes: Probes) -> None:
    answer = probes.client.post("", json={"name": "none left"})
    assert_problem(answer, 409, "out_of_probes")
    assert answer.json()["short"] == [{"requested": 2, "available": 1}]


def test_our_own_fault_is_500_says_nothing_and_is_logged_once_with_the_same_id(probes: Probes) -> None:
    answer = probes.client.get("/broken", headers={"X-Request-ID": "broken-1"})
    assert_problem(answer, 500, "internal_error")
    assert "secret of the house" not in answer.text
    line = probes.logged(lambda line: line["event"] == "request.failed" and line["request_id"] == "broken-1")
    assert line["level"] == "error"
    assert "ZeroDivisionError: secret of the house" in line["exception"]
    assert sum(line["level"] == "error" and line.get("request_id") == "broken-1" for line in probes.lines()) == 1


def test_a_statement_that_takes_too_long_is_503(probes: Probes) -> None:
    answer = probes.client.get("/slow")
    assert_problem(answer, 503, "unavailable")
    assert answer.headers["retry-after"] == "1"


def test_a_lost_connection_is_503_and_the_next_request_is_served(probes: Probes) -> None:
    for _ in range(3):
        assert_problem(probes.client.get("/lost"), 503, "unavailable")
    assert_problem(probes.client.get("/hole?number=99"), 400, "invalid_request")


def test_data_that_the_database_refuses_is_400_and_an_alarm(probes: Probes) -> None:
    answer = probes.client.get("/hole?number=99", headers={"X-Request-ID": "hole-1"})
    assert_problem(answer, 400, "invalid_request")
    line = probes.logged(lambda line: line.get("request_id") == "hole-1" and line["event"] != "request")
    assert (line["event"], line["level"], line["sqlstate"]) == ("database.refused_data", "warning", "22003")
