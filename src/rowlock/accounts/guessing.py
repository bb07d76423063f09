"""Lets guesses at a password or a code through, as many as the budget of an address has."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from weakref import WeakValueDictionary

from rowlock.accounts.commands import guesses
from rowlock.accounts.commands.guesses import Guess
from rowlock.accounts.errors import AccountLocked
from rowlock.db.database import Database
from rowlock.errors import Unavailable
from rowlock.security import events

# Guesses at one address stand in each other's way only while they are looked at, which takes a hundredth of this.
_LONGEST_WAIT: Final = 5.0
_BUSY: Final = "Too many are logging in to this account; try again soon"

# One guess at an address at a time in each process: a burst of them waits here, not for connections and threads.
_turns: Final[WeakValueDictionary[str, asyncio.Lock]] = WeakValueDictionary()


class Verdict:
    """What became of a guess; whoever looked at it says so."""

    is_wrong = False


@asynccontextmanager
async def guessing(database: Database, guess: Guess) -> AsyncIterator[Verdict]:
    """Around the look at one guess. AccountLocked where the budget is used up.

    A guess counts as wrong from its beginning; of any number at once no more are looked at than the budget has. A
    right one must be forgotten by the command that it lets through.
    """
    turn = _turns.setdefault(guess.email_key, asyncio.Lock())
    try:
        await asyncio.wait_for(turn.acquire(), _LONGEST_WAIT)
    except TimeoutError:
        raise Unavailable(_BUSY) from None
    try:
        await _begin(database, guess)
        verdict = Verdict()
        try:
            yield verdict
        except BaseException:
            await database.run(guesses.withdraw_guess, guess)
            raise
        if verdict.is_wrong:
            await _fail(database, guess)
    finally:
        turn.release()


async def _begin(database: Database, guess: Guess) -> None:
    deadline = time.monotonic() + _LONGEST_WAIT
    while True:
        answer = await database.run(guesses.begin_guess, guess)
        if answer is not None and answer.may_begin:
            return
        if answer is not None and answer.locked_seconds:
            raise AccountLocked(headers={"Retry-After": str(answer.locked_seconds)})
        if time.monotonic() > deadline:
            raise Unavailable(_BUSY)
        await asyncio.sleep(random.uniform(0.02, 0.06))


async def _fail(database: Database, guess: Guess) -> None:
    if await database.run(guesses.fail_guess, guess) >= guess.budget.most:
        events.report("account.locked", purpose=guess.budget.purpose, seconds=guess.budget.lock_seconds)
