"""API keys: made, rotated, ended. A key can do what its owner may at the moment of the call, within its scopes."""

import hashlib
import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from rowlock.accounts import rules, sql
from rowlock.accounts.errors import TooManyKeys
from rowlock.accounts.types import ApiKey, CreateKey, NewApiKey
from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.errors import Forbidden, InvalidValue, NotFound

PREFIX: Final = "rk_"
_SHOWN: Final = 11  # characters of a key that its owner knows it by


class MakeKey(msgspec.Struct, frozen=True):
    """`role` is the owner's own."""

    user_id: UUID
    role: str
    wanted: CreateKey
    at: datetime


class Rotate(msgspec.Struct, frozen=True):
    user_id: UUID
    key_id: UUID
    overlap_seconds: int


class EndKey(msgspec.Struct, frozen=True):
    user_id: UUID
    key_id: UUID


def hash_key(key: str) -> bytes:
    """A key has 256 random bits, so a plain hash gives nothing away."""
    return hashlib.sha256(key.encode()).digest()


async def create_key(db: Writer, command: MakeKey) -> NewApiKey:
    """Makes a key. Forbidden where it would be allowed what its owner is not."""
    wanted = command.wanted
    beyond = rules.scopes_beyond(command.role, list(wanted.scopes))
    if beyond:
        raise Forbidden(f"You may not do yourself what this key would: {', '.join(beyond)}")
    if wanted.expires_at is not None and wanted.expires_at <= command.at:
        raise InvalidValue.at("expires_at", "This time is over already")
    await sql.lock_user(db, user_id=command.user_id)
    if await sql.count_api_keys(db, user_id=command.user_id) >= rules.MOST_KEYS:
        raise TooManyKeys
    made = await _insert(db, command.user_id, wanted.name, sorted(set(wanted.scopes)), wanted.expires_at)
    await _record(db, command.user_id, "api_key.create", made.id, after={"name": made.name, "scopes": made.scopes})
    return made


async def rotate_key(db: Writer, command: Rotate) -> NewApiKey:
    """A new key with the old one's name and scopes; the old one stays good for a while, so that nothing stops."""
    old = await sql.expire_api_key(db, key_id=command.key_id, user_id=command.user_id, seconds=command.overlap_seconds)
    if old is None:
        raise NotFound
    made = await _insert(db, command.user_id, old.name, old.scopes, None)
    await sql.succeed_api_key(db, key_id=old.id, successor_id=made.id)
    await _record(db, command.user_id, "api_key.rotate", old.id, after={"successor_id": made.id})
    return made


async def end_key(db: Writer, command: EndKey) -> None:
    """Ends a key at once."""
    ended: ApiKey | None = await sql.expire_api_key(db, key_id=command.key_id, user_id=command.user_id, seconds=0)
    if ended is None:
        raise NotFound
    await _record(db, command.user_id, "api_key.end", ended.id, before={"name": ended.name, "scopes": ended.scopes})


async def note_use(db: Writer, key_id: UUID) -> None:
    await sql.touch_api_key(db, key_id=key_id)


async def _insert(db: Writer, user_id: UUID, name: str, scopes: list[str], expires_at: datetime | None) -> NewApiKey:
    key = PREFIX + secrets.token_urlsafe(32)
    row = await sql.insert_api_key(
        db,
        user_id=user_id,
        name=name,
        prefix=key[:_SHOWN],
        key_hash=hash_key(key),
        scopes=scopes,
        expires_at=expires_at,
    )
    return NewApiKey(row.id, row.name, row.prefix, row.scopes, row.created_at, row.expires_at, key)


async def _record(
    db: Writer, user_id: UUID, action: str, key_id: UUID, *, before: object = None, after: object = None
) -> None:
    await audit.record(
        db,
        actor_id=user_id,
        action=action,
        object_type="api_key",
        object_id=str(key_id),
        before=before,
        after=after,
    )
