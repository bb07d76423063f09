"""Looks into the raw headers of an ASGI scope, where names are lower-case and a name may stand twice."""

from collections.abc import Mapping
from typing import Any


def all_of(scope: Mapping[str, Any], name: bytes) -> list[bytes]:
    return [value for key, value in scope["headers"] if key == name]


def first_of(scope: Mapping[str, Any], name: bytes) -> bytes | None:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return None
