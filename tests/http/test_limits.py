"""Everything that can be sent has its limits, and the API's description states them."""

from collections.abc import Iterator
from typing import Any

import msgspec

from rowlock.app import build
from rowlock.http import openapi
from rowlock.settings import Settings

_LIMITED_TEXT = ("maxLength", "enum", "const", "pattern")
_LIMITED_FORMATS = ("uuid", "date", "date-time", "binary")


def test_every_text_number_and_list_that_a_request_may_hold_is_limited() -> None:
    schema: dict[str, Any] = msgspec.json.decode(openapi.describe(build(Settings())))
    unlimited = set()
    for address, path in schema["paths"].items():
        for method, operation in path.items():
            place = f"{method.upper()} {address}"
            for parameter in operation.get("parameters", ()):
                if parameter["in"] != "path":  # the server limits those
                    unlimited |= set(_unlimited(schema, parameter["schema"], f"{place} {parameter['name']}", ()))
            for content in operation.get("requestBody", {}).get("content", {}).values():
                unlimited |= set(_unlimited(schema, content["schema"], place, ()))
    assert not unlimited


def _unlimited(schema: dict[str, Any], part: dict[str, Any], place: str, within: tuple[str, ...]) -> Iterator[str]:
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        if name not in within:
            yield from _unlimited(schema, schema["components"]["schemas"][name], name, (*within, name))
        return
    for either in ("anyOf", "oneOf"):
        # Litestar writes the limits of an optional parameter beside its types, not into them.
        around = {key: value for key, value in part.items() if key != either}
        for option in part.get(either, ()):
            yield from _unlimited(schema, {**around, **option}, place, within)
    kind = part.get("type")
    if kind == "string" and part.get("format") not in _LIMITED_FORMATS and not any(k in part for k in _LIMITED_TEXT):
        yield f"{place}: a text of any length"
    if kind == "integer" and not any(k in part for k in ("maximum", "exclusiveMaximum", "enum")):
        yield f"{place}: a number of any size"
    if kind == "array":
        if "maxItems" not in part:
            yield f"{place}: a list of any length"
        yield from _unlimited(schema, part.get("items", {}), place + "[]", within)
    for name, member in part.get("properties", {}).items():
        yield from _unlimited(schema, member, f"{place}.{name}", within)
    if isinstance(part.get("additionalProperties"), dict):
        yield from _unlimited(schema, part["additionalProperties"], place + "{}", within)


def test_a_limit_of_zero_is_stated() -> None:
    schema: dict[str, Any] = msgspec.json.decode(openapi.describe(build(Settings())))
    stock = schema["components"]["schemas"]["AdjustStock"]["properties"]["on_hand"]
    assert {"type": "integer", "minimum": 0, "maximum": 1_000_000_000} in stock["anyOf"]
    assert schema["components"]["schemas"]["AdjustStock"]["additionalProperties"] is False
