"""Bodies are read strictly on every route, by construction."""

import json

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.routes import HTTPRoute

from rowlock.app import build
from rowlock.http import json_body, requests
from rowlock.settings import Settings
from tests.http.conftest import Probes
from tests.http.probes import built

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b'{"name":"x"} x',
        b'\xef\xbb\xbf{"name":"x"}',
        '{"name":"x"}'.encode("utf-16"),
        b'{"name":"a\nb"}',
    ],
)
def test_t_in_01_what_is_not_well_formed_is_400(probes: Probes, body: bytes) -> None:
    _assert_400(probes, body)


def _assert_400(probes: Probes, body: bytes) -> None:
    answer = probes.client.post("", content=body, headers=JSON)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_t_in_02_a_body_that_is_not_utf_8_is_400(probes: Probes) -> None:
    _assert_400(probes, b'{"name":"\xff"}')


@pytest.mark.parametrize(
    "body",
    [
        *(b'{"name":"x","unknown":' + b"[" * deep + b"]" * deep + b"}" for deep in (33, 1_000, 5_000, 100_000)),
        *(b'{"a":' * deep + b"1" + b"}" * deep for deep in (33, 100_000)),
    ],
)
def test_t_in_03_deep_nesting_is_400(probes: Probes, body: bytes) -> None:
    _assert_400(probes, body)


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"01", b"+1", b"1x1", b"1."])
def test_t_in_04_what_is_no_number_of_json_is_400(probes: Probes, number: bytes) -> None:
    _assert_400(probes, b'{"name":"x","lines":[{"quantity":%b}]}' % number)


@pytest.mark.parametrize("text", [b"a\\u0000b", b"a\\\\\\u0000b", b"a\x00b"])
def test_t_in_07_a_nul_character_is_400_in_a_body(probes: Probes, text: bytes) -> None:
    _assert_400(probes, b'{"name":"%b"}' % text)


@pytest.mark.parametrize("text", [b"\\ud800", b"\\ud800abcdefghijkl", b"\\udc00"])
def test_t_in_08_half_a_surrogate_is_400(probes: Probes, text: bytes) -> None:
    _assert_400(probes, b'{"name":"%b"}' % text)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'{"name":"x","name":"y"}', "name"),
        (b'{"name":"x","name":"x"}', "name"),
        (b'{"name":"x","n\\u0061me":"y"}', "name"),
        (b'{"name":"x","lines":[{"quantity":1},{"quantity":1,"note":"","quantity":99}]}', "quantity"),
        (b'{"name":"x","labels":{"a":"1","b":"2","a":"1"}}', "a"),
        (b'{"name":"x" , "labels" : {} , "labels" : {}}', "labels"),
    ],
)
def test_t_in_09_a_field_that_is_given_twice_is_400_and_named(probes: Probes, body: bytes, name: str) -> None:
    answer = probes.client.post("", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_json"), answer.text
    assert answer.json()["detail"] == f"The field {name} is given twice"


@pytest.mark.parametrize(
    "body",
    [
        b'{"name":"name","lines":[{"quantity":1,"note":"quantity"},{"quantity":1,"note":":"}]}',
        b'{"name":"\\",\\"name\\":\\"x","labels":{"name":"\\"","":"","\\\\":"","lines":""}}',
    ],
)
def test_t_in_09_the_same_name_in_two_places_is_fine(probes: Probes, body: bytes) -> None:
    assert probes.client.post("", content=body, headers=JSON).status_code == 201


@pytest.mark.parametrize(("body", "path"), [("null", "body"), ("[]", "body"), ('"x"', "body"), ("{}", "name")])
def test_t_in_01_another_form_than_the_call_takes_is_422(probes: Probes, body: str, path: str) -> None:
    answer = probes.client.post("", content=body, headers=JSON)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [path]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ('{"name":"x","colour":1}', "colour"),
        ('{"name":""}', "name"),
        ('{"name":5}', "name"),
        ('{"name":"x","lines":[{"quantity":1},{"quantity":1.0}]}', "lines[1].quantity"),
        ('{"name":"x","lines":[{"quantity":1e3}]}', "lines[0].quantity"),
        ('{"name":"x","lines":[{"quantity":1e400}]}', "lines[0].quantity"),
        ('{"name":"x","lines":[{"quantity":"5"}]}', "lines[0].quantity"),
        ('{"name":"x","lines":[{"quantity":true}]}', "lines[0].quantity"),
        ('{"name":"x","lines":[{"quantity":-0}]}', "lines[0].quantity"),
        *(
            (f'{{"name":"x","lines":[{{"quantity":{number}}}]}}', "lines[0].quantity")
            for number in (0, -1, 2**31, 2**63 - 1, 2**63, 2**64, "9" * 5000)
        ),
        ('{"name":"x","lines":[{}]}', "lines[0].quantity"),
        ('{"name":"x","lines":[{"quantity":1,"price":0}]}', "lines[0].price"),
        *((f'{{"name":"x","day":"{day}"}}', "day") for day in ("2026-02-30", "0000-01-01", "10000-01-01", "2026")),
        ('{"name":"x","product_id":"1"}', "product_id"),
    ],
)
def test_t_in_04_05_15_what_is_well_formed_but_invalid_is_422(probes: Probes, body: str, path: str) -> None:
    answer = probes.client.post("", content=body, headers=JSON)
    assert answer.status_code in (422, 400) if "1e400" in body else answer.status_code == 422, answer.text
    if answer.status_code == 422:
        assert [error["path"] for error in answer.json()["errors"]] == [path]


@pytest.mark.parametrize(
    "name", ["\u200b", "\u202eabc", "e" + "\u0301" * 100, "😀" * 200, "İıIi", "\\u0000 as text", "<b>'--%_\\"]
)
def test_t_in_08_text_comes_back_as_it_was_sent(probes: Probes, name: str) -> None:
    assert probes.client.post("", json={"name": name}).json()["name"] == name


def test_t_in_08_lengths_count_code_points(probes: Probes) -> None:
    assert probes.client.post("", json={"name": "😀" * 201}).status_code == 422


def test_many_brackets_on_few_levels_are_fine(probes: Probes) -> None:
    lines = [{"quantity": 1, "note": '[{"\\'} for _ in range(50)]
    assert probes.client.post("", json={"name": "x", "lines": lines}).status_code == 201


@pytest.mark.parametrize(
    "media_type",
    [
        None,
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/x-msgpack",
        "application/json; charset=utf-16",
        "multipart/form-data; boundary=x",
    ],
)
def test_t_in_10_a_body_that_is_not_said_to_be_json_is_415(probes: Probes, media_type: str | None) -> None:
    headers = {} if media_type is None else {"Content-Type": media_type}
    answer = probes.client.post("", content=b'{"name":"x"}', headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("media_type", ["application/json", "Application/JSON; charset=UTF-8"])
def test_json_may_name_its_character_set(probes: Probes, media_type: str) -> None:
    answer = probes.client.post("", content=b'{"name":"x"}', headers={"Content-Type": media_type})
    assert answer.status_code == 201


def test_a_body_that_may_be_left_out_may_be_left_out(probes: Probes) -> None:
    assert probes.client.post("/maybe").json() == {"text": "none"}
    assert probes.client.post("/maybe", json={"quantity": 3}).json() == {"text": "3"}
    assert probes.client.post("/maybe", json={"quantity": "3"}).status_code == 422


@pytest.mark.parametrize("app", [built(), build(Settings())], ids=["probes", "shop"])
def test_every_route_with_a_body_reads_it_strictly(app: Litestar) -> None:
    handlers = [h for route in app.routes if isinstance(route, HTTPRoute) for h, _ in route.route_handler_map.values()]
    with_body = [handler for handler in handlers if "data" in handler.parsed_fn_signature.parameters]
    assert len(with_body) >= 4
    for handler in handlers:
        assert issubclass(handler.resolve_request_class(), requests.Request), handler
        assert handler.resolve_before_request() is not None, handler
    for handler in with_body:
        contract = requests.contract_of(handler)
        assert contract.media_type in ("application/json", "multipart/form-data"), handler
        assert (contract.decoder is not None) == (contract.media_type == "application/json"), handler


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=20,
)
likely = st.fixed_dictionaries(
    {"name": json_values},
    optional={"lines": st.lists(st.fixed_dictionaries({"quantity": json_values})) | json_values, "day": json_values},
)


@hypothesis_settings(max_examples=300, deadline=None)
@given(body=st.binary(max_size=200) | (json_values | likely).map(lambda value: json.dumps(value).encode()))
def test_no_bytes_whatever_are_a_500(probes: Probes, body: bytes) -> None:
    for path in ("", "/maybe"):
        answer = probes.client.post(path, content=body, headers=JSON)
        assert answer.status_code in (201, 400, 409, 422), (body, answer.text)


@hypothesis_settings(max_examples=200, deadline=None)
@given(value=json_values)
def test_depth_is_measured_rightly(value: object) -> None:
    def depth(value: object) -> int:
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return 0 if children is None else 1 + max(map(depth, children), default=0)

    wrapped = value
    while depth(wrapped) < json_body.DEEPEST:
        wrapped = [wrapped, ']}\\"[']
    assert not json_body._is_too_deep(json.dumps(wrapped).encode())
    assert json_body._is_too_deep(json.dumps([wrapped]).encode())
