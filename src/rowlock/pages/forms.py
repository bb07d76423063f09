"""HTML forms as the structs that commands take, with what was typed kept for when it is refused.

The name of a field is its path in the struct: `shipment.carrier`, `items.0.quantity`; a name that stands several times
is a list where it ends in `[]`. What stands before a colon says how its text is read: `money:price` is decimal text in
the store's currency, `decimal:rate` a number with a point or a comma, `time:starts_at` an instant in the store's time
zone, `lines:tags` a list with an entry a line, `exact:password` a text whose ends are not trimmed. Empty fields are
left out; `null:` before a name makes them null, `empty:` leaves them the empty text that they are.
"""

import collections
import re
from datetime import datetime
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from litestar.datastructures import FormMultiDict, UploadFile

from rowlock import money
from rowlock.errors import InvalidValue, RowlockError
from rowlock.http.json_body import invalid_value
from rowlock.http.requests import Request
from rowlock.pages import wording
from rowlock.settings import Settings

S = TypeVar("S")

CSRF: Final = "csrf"
_DECIMAL: Final = re.compile(r"[0-9]{1,15}([.,][0-9]{1,10})?")


class Form:
    """What somebody typed, and what is wrong with it."""

    def __init__(self, sent: FormMultiDict | None = None, *, zone: ZoneInfo, currency: str) -> None:
        self._sent = sent or FormMultiDict()
        self._zone = zone
        self._currency = currency
        self._ids: collections.Counter[str] = collections.Counter()
        self.refusal: RowlockError | None = None
        """Why the form was not taken; None while it has not been refused."""

    @property
    def is_refused(self) -> bool:
        return self.refusal is not None

    @property
    def is_sent(self) -> bool:
        """Whether it holds what somebody typed."""
        return bool(self._sent)

    def untyped(self) -> "Form":
        """The same refusal over what is stored, for a button that had nothing to type in."""
        form = Form(zone=self._zone, currency=self._currency)
        form.refusal = self.refusal
        return form

    def new_id(self, name: str) -> str:
        """What a field's label names it by. A page may have a field of one name in several forms."""
        plain = "f-" + re.sub(r"[^A-Za-z0-9_]", "-", name)
        self._ids[plain] += 1
        return plain if self._ids[plain] == 1 else f"{plain}-{self._ids[plain]}"

    def text(self, name: str, otherwise: object = "") -> str:
        """What was typed into a field; before anything was typed, what it holds at first."""
        if name in self._sent:
            value = self._sent[name]
            return value if isinstance(value, str) else ""
        return "" if otherwise is None or self._sent else str(otherwise)

    def has(self, name: str, value: str, otherwise: bool = False) -> bool:
        """Whether a box is ticked or an option chosen."""
        return value in self._sent.getall(name, []) if self._sent else otherwise

    def file(self, name: str) -> UploadFile | None:
        """A chosen file; None where none was."""
        found = self._sent.get(name)
        return found if isinstance(found, UploadFile) and found.filename else None

    def files(self, name: str) -> list[UploadFile]:
        """All chosen files of a field that takes several."""
        return [one for one in self._sent.getall(name, []) if isinstance(one, UploadFile) and one.filename]

    def all(self, name: str) -> list[str]:
        return [value for value in self._sent.getall(name, []) if isinstance(value, str)]

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(self._sent.keys()))

    def value(self, name: str, *marks: str) -> Any:
        """What was typed into one field, read by these marks; None where nothing was."""
        text = self.text(name).strip()
        path = name.rpartition(":")[2]
        return self._read(path, text, list(marks)) if text else None

    def error(self, name: str) -> str | None:
        """What is wrong with a field."""
        wanted = _path_of(name.rpartition(":")[2].removesuffix("[]"))
        for found in (self.refusal.extra.get("errors") or []) if self.refusal is not None else []:
            if found["path"] == wanted or found["path"].startswith(wanted + "["):
                words = wording.of_message(str(found["message"]))
                return words[:1].upper() + words[1:]
        return None

    @property
    def words(self) -> str:
        """Why the form was not taken, for the top of its page."""
        return wording.of_refusal(self.refusal) if self.refusal is not None else ""

    def to(self, kind: type[S], *, ignoring: tuple[str, ...] = (), **more: Any) -> S:
        """The struct that the form fills, with values of `more` that no field has; InvalidValue names what is wrong."""
        filled: dict[str, Any] = dict(more)
        for name in self.names:
            if name not in (CSRF, *ignoring):
                self._put(filled, name)
        try:
            return msgspec.convert(_lists(filled), kind, strict=False)
        except msgspec.ValidationError as error:
            raise invalid_value(str(error)) from None

    def _put(self, filled: dict[str, Any], name: str) -> None:
        *marks, path = name.split(":")
        values = [value if "exact" in marks else value.strip() for value in self.all(name)]
        value: Any
        if path.endswith("[]"):
            value, path = [one for one in values if one], path.removesuffix("[]")
        elif "lines" in marks:
            value = [line.strip() for line in (values or [""])[-1].splitlines() if line.strip()]
        else:
            text = (values or [""])[-1]
            if not text and not {"null", "empty"} & set(marks):
                return
            value = self._read(path, text, marks) if text else ("" if "empty" in marks else None)
        place = filled
        *parents, last = path.split(".")
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = value

    def _read(self, path: str, text: str, marks: list[str]) -> Any:
        try:
            if "money" in marks:
                return money.from_text(text.replace(",", "."), self._currency)
            if "decimal" in marks:
                if _DECIMAL.fullmatch(text) is None:
                    raise ValueError("a number like 12.5")
                return text.replace(",", ".")
            if "time" in marks:
                return datetime.fromisoformat(text).replace(tzinfo=self._zone)
        except ValueError as error:
            raise InvalidValue.at(_path_of(path), str(error)) from None
        return text


async def read(request: Request, settings: Settings) -> Form:
    """The form of a request."""
    return Form(await request.form(), zone=settings.zone, currency=settings.currency)


def empty(settings: Settings) -> Form:
    """A form into which nobody has typed yet."""
    return Form(zone=settings.zone, currency=settings.currency)


def _path_of(name: str) -> str:
    """`items.0.quantity` as refusals name it: `items[0].quantity`."""
    first, *rest = name.split(".")
    return first + "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in rest)


def _lists(value: Any) -> Any:
    """Members that are all numbered are a list, in the order of their numbers."""
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(member) for name, member in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
