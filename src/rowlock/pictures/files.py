"""Where the files of a picture are: each under the hash of its content, in folders that are the picture's alone.

A folder is never used again once its picture is gone, so nobody has to count who else needs a file before deleting it.
"""

import hashlib
from typing import Final
from uuid import UUID

from rowlock.pictures.types import Format
from rowlock.storage.store import Storage

PUBLIC: Final = "media/pictures"
PRIVATE: Final = "private/pictures"
"""Originals, which hold what cameras write into them (where, when, whose); they are never published."""

_ENDINGS: Final = {"jpeg": "jpg", "png": "png", "webp": "webp"}


def content_hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def original_key(picture_id: UUID, digest: str, format: Format) -> str:
    return f"{PRIVATE}/{picture_id}/{digest}.{_ENDINGS[format]}"


def rendition_key(picture_id: UUID, data: bytes, format: Format) -> str:
    return f"{PUBLIC}/{picture_id}/{content_hash(data)[:32]}.{_ENDINGS[format]}"


def picture_of(key: str) -> UUID | None:
    """The picture whose folder a file is in."""
    try:
        return UUID(key.split("/")[2])
    except (IndexError, ValueError):
        return None


async def delete_files(storage: Storage, picture_id: UUID) -> None:
    """Also succeeds where they are gone already."""
    await storage.delete_folder(f"{PUBLIC}/{picture_id}")
    await storage.delete_folder(f"{PRIVATE}/{picture_id}")
