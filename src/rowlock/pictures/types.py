"""Pictures as they cross the wire to their editors, and as they come out of rows."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from rowlock.catalogue.types.documents import Rendition

MOST_PICTURES = 100

Format = Literal["jpeg", "png", "webp"]
Status = Literal["processing", "ready", "failed", "external"]
Alt = Annotated[str, Meta(max_length=500)]


class Header(msgspec.Struct, frozen=True):
    """The size is as stored, before any rotation."""

    format: Format
    width: int
    height: int


class UpdatePicture(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What is left out stays. A picture with `position` takes that place among the product's, counted from 0, and those
    from there on move by one. `variant_id` null makes it a picture of the whole product."""

    alt: Alt | UnsetType = UNSET
    position: Annotated[int, Meta(ge=0, le=10_000)] | UnsetType = UNSET
    variant_id: UUID | UnsetType | None = UNSET


class UploadedPicture(msgspec.Struct):
    """A picture that waits for its renditions."""

    id: UUID
    status: Status


class Picture(msgspec.Struct):
    """A picture as its editors see it: `processing` until its renditions are there, then `ready`, or `failed` with the
    reason in `error`. An `external` one was named by an import and has no file here."""

    id: UUID
    status: Status
    error: str | None
    alt: str
    position: int
    variant_id: UUID | None
    format: Format | None
    width: int | None
    height: int | None
    bytes: int | None
    source_url: str | None
    renditions: dict[str, Rendition]
    created_at: datetime


class OriginalRow(msgspec.Struct, frozen=True):
    """What the worker needs to know of an upload."""

    status: Status
    content_hash: str | None
    format: Format | None
