"""Connections to PostgreSQL: what a reader and a writer are, the pools, and how values cross the wire."""

from typing import Any, Final, Literal, NewType

import asyncpg
import msgspec

Reader = NewType("Reader", "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]")
"""A connection that may only ask. In the read pool PostgreSQL refuses writes as well."""

Writer = NewType("Writer", Reader)
"""A connection inside a transaction that may change rows; whatever takes a Reader takes it too."""

Purpose = Literal["api", "worker", "command"]

# One statement of a request is never worth waiting longer for; exports, imports and refreshes take their time.
_STATEMENT_TIMEOUT: Final[dict[Purpose, str]] = {"api": "10s", "worker": "30min", "command": "0"}
# Nor is a lock that some long work holds; whoever works as long himself has the time.
_LOCK_TIMEOUT: Final[dict[Purpose, str]] = {"api": "5s", "worker": "30s", "command": "0"}


class _Connection(asyncpg.Connection):
    """We keep no session state, so giving a connection back to its pool needs no reset and saves a round trip."""

    def get_reset_query(self) -> str:
        return ""


async def open_pool(url: str, *, purpose: Purpose, size: int, read_only: bool) -> "asyncpg.Pool[asyncpg.Record]":
    """A pool whose connections carry every time-out that keeps one slow piece of work from stopping the shop."""
    settings = {
        "application_name": f"rowlock {purpose}{' read' if read_only else ''}",
        "timezone": "UTC",
        "jit": "off",
        "statement_timeout": _STATEMENT_TIMEOUT[purpose],
        "lock_timeout": _LOCK_TIMEOUT[purpose],
        "idle_in_transaction_session_timeout": "30s" if purpose == "api" else "0",
    }
    if purpose == "api" or (purpose == "worker" and not read_only):
        # Starting helpers costs a request more than they save it; those of a refresh take processors from all requests.
        settings["max_parallel_workers_per_gather"] = "0"
    if read_only:
        settings["default_transaction_read_only"] = "on"
        # A list is planned for what it asks: the plan that serves any filters would read the whole table for most.
        settings["plan_cache_mode"] = "force_custom_plan"
    return await asyncpg.create_pool(
        url,
        min_size=0 if purpose != "api" else min(2, size),
        max_size=size,
        timeout=5,
        statement_cache_size=512,
        max_inactive_connection_lifetime=300,
        connection_class=_Connection,
        init=prepare_connection,
        server_settings=settings,
    )


async def prepare_connection(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """jsonb travels as JSON bytes: out of the database undecoded, into it from anything that msgspec can encode."""
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_encode_jsonb, decoder=_decode_jsonb, format="binary"
    )


# The binary form of jsonb is a version byte, 1, and then the text.
def _encode_jsonb(value: Any) -> bytes:
    return b"\x01" + msgspec.json.encode(value)


def _decode_jsonb(data: bytes) -> bytes:
    return data[1:]
