"""Guesses at what only the owner of an address knows: each is counted before it is looked at."""

import msgspec

from rowlock.accounts import sql
from rowlock.accounts.rules import Budget
from rowlock.accounts.types import GuessAnswer
from rowlock.db.connections import Writer

# A guess that nobody reported on for so long was lost with its process.
_PATIENCE_SECONDS = 10


class Guess(msgspec.Struct, frozen=True):
    """One guess at an address's secret. `network` is where its owner is known, or ''."""

    budget: Budget
    email_key: str
    network: str


async def begin_guess(db: Writer, guess: Guess) -> GuessAnswer | None:
    budget = guess.budget
    return await sql.begin_guess(
        db,
        purpose=budget.purpose,
        email_key=guess.email_key,
        network=guess.network,
        most=budget.most,
        lock_seconds=budget.lock_seconds,
        patience_seconds=_PATIENCE_SECONDS,
    )


async def fail_guess(db: Writer, guess: Guess) -> int:
    """Counts a wrong guess; says how many there were in a row."""
    purpose = guess.budget.purpose
    return await sql.fail_guess(db, purpose=purpose, email_key=guess.email_key, network=guess.network) or 0


async def withdraw_guess(db: Writer, guess: Guess) -> None:
    """Takes a guess back that could not be looked at."""
    await sql.withdraw_guess(db, purpose=guess.budget.purpose, email_key=guess.email_key, network=guess.network)


async def forget_guesses(db: Writer, guess: Guess) -> None:
    """The guess was right: the wrong ones before it are forgotten."""
    await sql.forget_guesses(db, purpose=guess.budget.purpose, email_key=guess.email_key, network=guess.network)


async def delete_old_guesses(db: Writer, most: int) -> int:
    """Forgets guesses that no lock needs any more, and says how many."""
    return await sql.delete_old_guesses(db, most=most)
