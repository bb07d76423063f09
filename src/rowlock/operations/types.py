"""What operators see of the system: its parts, its work behind the requests, and what the invariants said."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

JobStatus = Literal["pending", "claimed", "done", "dead", "discarded"]
State = Literal["ok", "degraded", "down"]


class Job(msgspec.Struct, frozen=True):
    """A piece of work behind the requests. `dead` has failed too often and waits for an admin; `run_after` is when it
    is due.
    """

    id: UUID
    job: str
    queue: str
    status: JobStatus
    attempts: int
    arguments: msgspec.Raw
    last_error: str | None
    created_at: datetime
    run_after: datetime
    finished_at: datetime | None


class QueueState(msgspec.Struct, frozen=True):
    """Work that is due, due later, under way and dead. `oldest_seconds`: for how long the oldest has been due."""

    waiting: int
    later: int
    running: int
    dead: int
    oldest_seconds: float


class WorkerState(msgspec.Struct, frozen=True):
    """A worker with how much it has in hand. It says every five seconds that it lives."""

    id: str
    started_at: datetime
    seen_at: datetime
    running: int
    silent_seconds: float


class DatabaseState(msgspec.Struct, frozen=True):
    """A server of PostgreSQL; `replay_seconds` is set on a replica only."""

    bytes: int
    connections: int
    most_connections: int
    replay_seconds: float | None


class Component(msgspec.Struct, frozen=True):
    """A part of the system. `detail` says what is wrong with it, `figures` what was measured."""

    state: State
    detail: str | None = None
    figures: dict[str, int | float | str | bool | None] = {}


class SystemHealth(msgspec.Struct, frozen=True):
    """The whole and its parts. Degraded is not down: the shop sells, and something needs a look."""

    status: State
    checked_at: datetime
    version: str
    components: dict[str, Component]
    workers: list[WorkerState]


class Finding(msgspec.Struct, frozen=True):
    """A broken invariant: how often, and by which rows, the first 20 of them."""

    name: str
    description: str
    ids: list[str]
    count: int


class InvariantRun(msgspec.Struct, frozen=True):
    """One time that the invariants were asked, by a user or, once a day, by themselves. Nothing is wrong where
    `findings` is empty; until they have answered it is null, as are the fields about their end.
    """

    id: UUID
    requested_by: UUID | None
    requested_at: datetime
    finished_at: datetime | None
    duration_ms: int | None
    checked: int | None
    findings: list[Finding] | None


class SettingsInForce(msgspec.Struct, frozen=True):
    """Every setting of the answering process by its name, with secrets masked."""

    settings: dict[str, str | int | bool | None]
