"""Pages of a list: by number, or by an opaque cursor that stays right while rows are added.

A cursor holds the last row's key and a mark of the list's order and filters, so that it fits no other list. It is not
secret and not signed: its key is a place in a list that the caller may read anyway.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from litestar.params import QueryParameter

from rowlock.errors import InvalidValue
from rowlock.http.errors import InvalidCursor

T = TypeVar("T")
R = TypeVar("R")
K = TypeVar("K")

DEEPEST: Final = 10_000  # rows; what lies further is reached by cursor or by a narrower filter
COUNTED: Final = 10_000
FOUND_COUNTED: Final = 1_000  # on a page for people, of what must be looked at one by one to be counted
_ENCODER: Final = msgspec.msgpack.Encoder(order="deterministic")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A part of a list. `total` counts at most 10,000; `total_capped` tells that there are more."""

    items: list[T]
    total: int
    total_capped: bool
    next_cursor: str | None


class Paging(msgspec.Struct, frozen=True):
    """What a request asks of a list."""

    limit: int = 20
    number: int = 1
    cursor: str | None = None

    @property
    def offset(self) -> int:
        """Rows to step over; none with a cursor."""
        return (self.number - 1) * self.limit

    def after(self, key: type[K], *, sort: str, filters: object = None) -> K | None:
        """The key of the row before this page, None on a page by number; `key` is its type, mostly a tuple."""
        if self.cursor is None:
            return None
        try:
            raw = base64.urlsafe_b64decode(self.cursor + "=" * (-len(self.cursor) % 4))
            mark, found = msgspec.msgpack.decode(raw, type=tuple[bytes, msgspec.Raw])
            if mark != _mark(sort, filters):
                raise InvalidCursor("This cursor belongs to another order or other filters")
            return msgspec.msgpack.decode(found, type=key)
        except (msgspec.DecodeError, binascii.Error, ValueError, RecursionError):
            raise InvalidCursor from None

    def page(
        self,
        rows: Sequence[R],
        counted: int,
        *,
        sort: str,
        filters: object = None,
        key: Callable[[R], object],
        item: Callable[[R], T],
        counted_to: int = COUNTED,
    ) -> Page[T]:
        """The page of rows that were asked for with `limit + 1`; `counted` is their number, or more than `counted_to`.

        `key` gives what the list's keyset compares, `item` what is shown of a row.
        """
        shown = rows[: self.limit]
        cursor = None
        if len(rows) > self.limit:
            raw = _ENCODER.encode((_mark(sort, filters), msgspec.Raw(_ENCODER.encode(key(shown[-1])))))
            cursor = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
        return Page([item(row) for row in shown], min(counted, counted_to), counted > counted_to, cursor)


def provide_paging(
    limit: Annotated[int, QueryParameter(ge=1, le=100, description="Items on a page")] = 20,
    page: Annotated[int | None, QueryParameter(ge=1, le=DEEPEST, description="The page, from 1")] = None,
    cursor: Annotated[
        str | None,
        QueryParameter(min_length=1, max_length=1024, description="`next_cursor` of the page before"),
    ] = None,
) -> Paging:
    if cursor is not None and page is not None:
        raise InvalidValue.at("cursor", "Give either page or cursor")
    number = page or 1
    if number * limit > DEEPEST:
        raise InvalidValue.at("page", f"Pages end at row {DEEPEST}; go on with next_cursor, or narrow the filters")
    return Paging(limit, number, cursor)


def _mark(sort: str, filters: Any) -> bytes:
    return hashlib.blake2b(_ENCODER.encode((sort, filters)), digest_size=8).digest()
