"""Two versions of one thing: what somebody typed, and what somebody else has saved in the meantime."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import msgspec

from rowlock.errors import InvalidValue, PreconditionFailed
from rowlock.pages.forms import Form

VERSION = "version"
"""The field that holds the version which the page showed."""


class Difference(msgspec.Struct, frozen=True):
    label: str
    typed: str
    stored: str


def seen_version(form: Form) -> int | None:
    """The version that the page of a form showed."""
    text = form.text(VERSION)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidValue.at(VERSION, "load the page again")
    return int(text)


def differences(
    form: Form, labels: dict[str, str], held: dict[str, str], named: Callable[[str], str] = str
) -> list[Difference]:
    """Where the two differ, by the names of the fields; empty while nobody came in between. `held` is what is stored,
    as the form would hold it: `yes` and `no` are boxes, and `named` shows one of several values."""
    if not form.is_sent or not isinstance(form.refusal, PreconditionFailed):
        return []
    found = []
    for name, label in labels.items():
        stored = held[name]
        if stored in ("yes", "no"):
            typed = "yes" if form.has(name, "true") else "no"
        elif name.endswith("[]"):
            typed = ", ".join(sorted(named(value) for value in form.all(name)))
        else:
            typed = "\n".join(line.strip() for line in form.text(name).strip().splitlines())
        if not _is_same(typed, stored):
            found.append(Difference(label, typed, stored))
    return found


def _is_same(one: str, other: str) -> bool:
    """`20` is `20.00`."""
    if one == other:
        return True
    try:
        return Decimal(one.replace(",", ".")) == Decimal(other)
    except InvalidOperation:
        return False
