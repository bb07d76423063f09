"""Asks the invariants: when an admin wants to know, and once a day."""

import time
from typing import Final
from uuid import UUID

from rowlock.operations import commands, invariants
from rowlock.outbox.jobs import JobContext, job, periodic

_LONGEST_SECONDS: Final = 3600


@job(timeout_seconds=_LONGEST_SECONDS)
async def check_invariants(context: JobContext, *, run_id: UUID) -> None:
    """All of them against one picture of the database, and keeps what they said."""
    began = time.monotonic()
    findings = await invariants.check(context.database)
    ended = commands.CheckEnded(run_id, round((time.monotonic() - began) * 1000), len(invariants.INVARIANTS), findings)
    await context.database.run(commands.finish_check, ended)


@periodic(seconds=3600)
async def check_invariants_daily(context: JobContext) -> None:
    await context.database.run(commands.request_check_if_due, None)
