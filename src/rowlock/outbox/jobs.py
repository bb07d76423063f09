"""What a job is: a function that a worker calls for a row of the outbox, or at intervals."""

import inspect
import typing
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from rowlock.db.database import Database
from rowlock.mail.mailer import Mailer
from rowlock.settings import Settings
from rowlock.storage.store import Storage

F = TypeVar("F", bound=Callable[..., Awaitable[None]])


class GiveUp(Exception):
    """Trying again cannot help: the row goes to the dead letters at once, with this text."""


class JobContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a job works with. `outbox_id` is the same in every attempt: the source of stable Message-IDs."""

    database: Database
    settings: Settings
    mailer: Mailer
    storage: Storage
    outbox_id: UUID | None = None
    attempt: int = 1


class Job(msgspec.Struct, frozen=True):
    """A job with its arguments as a struct made from the function's signature."""

    name: str
    function: Callable[..., Awaitable[None]]
    arguments: type[msgspec.Struct]
    timeout_seconds: int

    async def call(self, context: JobContext, arguments: bytes | msgspec.Raw) -> None:
        values = msgspec.json.decode(arguments, type=self.arguments)
        await self.function(context, **{name: getattr(values, name) for name in self.arguments.__struct_fields__})


class Periodic(msgspec.Struct, frozen=True):
    """A job that runs at intervals, one at a time over all workers."""

    name: str
    function: Callable[[JobContext], Awaitable[None]]
    seconds: float


JOBS: Final[dict[str, Job]] = {}
PERIODIC: Final[dict[str, Periodic]] = {}


def job(*, timeout_seconds: int = 60) -> Callable[[F], F]:
    """Registers a function as the job of its name. Its keyword arguments are read from the row by their annotations."""

    def register(function: F) -> F:
        name = function.__name__
        if name in JOBS:
            raise TypeError(f"there are two jobs named {name}")
        hints = typing.get_type_hints(function)
        parameters = [p for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY]
        fields: list[Any] = [
            (p.name, hints[p.name]) if p.default is p.empty else (p.name, hints[p.name], p.default) for p in parameters
        ]
        arguments = msgspec.defstruct(f"{name}_arguments", fields, kw_only=True, forbid_unknown_fields=True)
        JOBS[name] = Job(name, function, arguments, timeout_seconds)
        return function

    return register


def periodic(*, seconds: float) -> Callable[[F], F]:
    """Registers a function to run every so many seconds, counted from the end of its last run."""

    def register(function: F) -> F:
        name = function.__name__
        if name in PERIODIC:
            raise TypeError(f"there are two periodic jobs named {name}")
        PERIODIC[name] = Periodic(name, function, seconds)
        return function

    return register
