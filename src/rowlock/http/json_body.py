"""Reads JSON bodies strictly: what is not well-formed is refused as InvalidJson, what is not valid as InvalidValue.

Of two members with the same name parsers take the first, the last, or neither: such a body is refused.
"""

import json
import re
from typing import Any, Final

import msgspec

from rowlock.errors import InvalidRequest, InvalidValue
from rowlock.http.errors import InvalidJson

DEEPEST: Final = 32

_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_ESCAPED_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_TO_SQUARE: Final = bytes.maketrans(b"{}", b"[]")
_BRACKETS: Final = b"[]{}"
_OTHERS: Final = bytes(byte for byte in range(256) if byte not in _BRACKETS)

# How msgspec says where: "Expected `int`, got `str` - at `$.items[0].quantity`".
_PLACE: Final = re.compile(r" - at (?:`key` in )?`\$\.?(.*)`$", re.DOTALL)
_MEMBER: Final = re.compile(r"Object (?:missing required|contains unknown) field `(.*)`", re.DOTALL)


def decode(body: bytes, decoder: "msgspec.json.Decoder[Any]") -> Any:
    """The value of a body, as the decoder's type."""
    if b"\0" in body or (b"\\u0000" in body and _ESCAPED_NUL.search(body)):
        raise InvalidRequest("NUL characters are not accepted")
    if body.count(b"[") + body.count(b"{") > DEEPEST and _is_too_deep(body):
        raise InvalidJson(f"The body is nested deeper than {DEEPEST} levels, or its brackets do not match")
    try:
        value = decoder.decode(body)
    except msgspec.ValidationError as error:
        raise invalid_value(str(error)) from None
    except UnicodeDecodeError:
        raise InvalidJson("The body is not UTF-8") from None
    except msgspec.DecodeError as error:
        raise InvalidJson(str(error)) from None
    # msgspec keeps the last of two members without a word. What it took is small, since every text and list has its
    # limits, so that a second parser costs microseconds.
    if body.count(b":") > 1:
        try:
            _members.decode(body.decode())
        except ValueError as error:
            raise InvalidJson(str(error)) from None
    return value


def invalid_value(text: str, within: str = "") -> InvalidValue:
    """A refusal by msgspec in our own form; `within` is the path of the value that msgspec looked at."""
    found = _PLACE.search(text)
    message, path = (text, "") if found is None else (text[: found.start()], found[1])
    if within:
        path = within if not path else f"{within}{path}" if path.startswith("[") else f"{within}.{path}"
    if (member := _MEMBER.fullmatch(message)) is not None:
        path = f"{path}.{member[1]}" if path else member[1]
        message = "This field is required" if "missing" in message else "There is no such field"
    return InvalidValue.at(path[:200] or "body", message.replace("`", "")[:300])


def _refuse_repeated(members: list[tuple[str, Any]]) -> None:
    names = dict(members)
    if len(names) < len(members):
        for name, _ in members:
            if name not in names:
                raise InvalidJson(f"The field {name[:100]} is given twice")
            del names[name]


# Looks at names only: numbers are not worth converting, and Python refuses to convert those of 4,300 digits.
_members: Final = json.JSONDecoder(
    object_pairs_hook=_refuse_repeated, parse_int=len, parse_float=len, parse_constant=len
)


def _is_too_deep(body: bytes) -> bool:
    """Peels one level of brackets a turn, in C: linear in the body, whatever it holds."""
    rest = _STRING.sub(b"", body).translate(_TO_SQUARE, _OTHERS)
    for _ in range(DEEPEST):
        rest = rest.replace(b"[]", b"")
        if not rest:
            return False
    return True
