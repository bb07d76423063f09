"""The API's description and its pages."""

import re
from typing import Any

import msgspec
import pytest

from rowlock.app import build
from rowlock.http import openapi
from rowlock.settings import Settings
from tests.http.conftest import Probes

PREFIX = "/api/v1/probes"


@pytest.fixture(scope="module")
def schema(probes: Probes) -> dict[str, Any]:
    answer = probes.root.get("/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture(scope="module")
def shop_schema() -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(openapi.describe(build(Settings())))
    return found


def test_it_is_openapi_3_1_and_names_every_operation_once(schema: dict[str, Any], shop_schema: dict[str, Any]) -> None:
    for described in (schema, shop_schema):
        assert described["openapi"].startswith("3.1")
        names = [operation["operationId"] for path in described["paths"].values() for operation in path.values()]
        assert len(names) == len(set(names))
    assert schema["paths"][PREFIX]["post"]["operationId"] == "createProbe"
    assert schema["paths"][PREFIX]["get"]["summary"] == "Lists probes. In an order"


def test_every_reference_leads_somewhere(schema: dict[str, Any], shop_schema: dict[str, Any]) -> None:
    for described in (schema, shop_schema):
        for reference in set(re.findall(r"'\$ref': '#/([^']+)'", repr(described))):
            place: Any = described
            for part in reference.split("/"):
                place = place[part]
            assert place


def test_routes_show_who_may_call_and_how_they_refuse(schema: dict[str, Any]) -> None:
    update = schema["paths"][PREFIX + "/{probe_id}"]["put"]
    assert update["security"] == [{"bearer": []}]
    assert {"401", "403", "404", "413", "415", "422"} <= update["responses"].keys()
    own = schema["paths"][PREFIX + "/mine"]["get"]
    assert "401" in own["responses"]
    assert "403" not in own["responses"]
    assert "security" not in schema["paths"][PREFIX]["get"]
    conflict = schema["paths"][PREFIX]["post"]["responses"]["409"]
    (shown,) = conflict["content"].keys()
    assert shown == "application/problem+json"
    assert "out_of_probes" in conflict["description"]


def test_every_error_answer_is_a_problem(schema: dict[str, Any]) -> None:
    for path in schema["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if status >= "4" and "$ref" not in answer and operation["operationId"] != "getReadiness":
                    assert answer["content"].keys() == {"application/problem+json"}
    problem = schema["components"]["schemas"]["Problem"]
    assert {"type", "title", "status", "detail", "code", "request_id"} <= set(problem["required"])


def test_limits_are_stated(schema: dict[str, Any]) -> None:
    parameters = {p["name"]: p for p in schema["paths"][PREFIX]["get"]["parameters"]}
    assert (parameters["limit"]["schema"]["minimum"], parameters["limit"]["schema"]["maximum"]) == (1, 100)
    line = schema["components"]["schemas"]["Line"]
    assert line["properties"]["quantity"]["maximum"] == 999


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_the_pages_load_everything_from_here(probes: Probes, page: str) -> None:
    answer = probes.root.get(page)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert "<script>" not in answer.text
    linked = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert len(linked) >= 3
    for address in linked:
        assert address.startswith("/docs/assets/")
        asset = probes.root.get(address)
        assert asset.status_code == 200
        assert asset.content
        assert asset.headers["cache-control"] == "public, max-age=604800"


def test_the_description_may_be_kept(probes: Probes) -> None:
    tag = probes.root.get("/openapi.json").headers["etag"]
    assert probes.root.get("/openapi.json", headers={"If-None-Match": tag}).status_code == 304
