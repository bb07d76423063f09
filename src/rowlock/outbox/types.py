"""A piece of work on its way from the database to a worker."""

from uuid import UUID

import msgspec


class ClaimedJob(msgspec.Struct, frozen=True):
    """A row handed to the queue; it is claimed again when nobody reports its end in time."""

    id: UUID
    queue: str
    attempts: int


class StartedJob(msgspec.Struct, frozen=True):
    """A row whose work begins now; `attempts` counts this one."""

    id: UUID
    job: str
    arguments: msgspec.Raw
    attempts: int
