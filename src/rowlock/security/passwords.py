"""Passwords: how they are hashed and compared (argon2id, off the event loop), and which are too easy to guess."""

import asyncio
import contextlib
import functools
import importlib
import itertools
import os
import re
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rowlock.errors import Unavailable

T = TypeVar("T")

SHORTEST: Final = 8
LONGEST: Final = 128

# OWASP's password storage sheet: argon2id with 19 MiB, two passes, one lane; 0.03 s on one core of a small server.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16)
_TYPE: Final = "$argon2id$v=19$"
# Nobody's: compared with where there is no account, so that the answer takes as long as for one that there is.
_NOBODY: Final = f"{_TYPE}m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}${'A' * 22}${'A' * 43}"

# A storm of log-ins takes this many threads and this many times 19 MiB, and no more; who waits beyond the line is
# told to come back, since he would have hung up before his turn.
_AT_ONCE: Final = 3
_MOST_WAITING: Final = 200
_LESS_URGENT: Final = 10  # the niceness of hashing, so that whoever only browses does not wait for it


def _give_way() -> None:
    with contextlib.suppress(OSError, AttributeError):
        # On Linux a thread has a niceness of its own.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LESS_URGENT)


_threads: Final = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="passwords", initializer=_give_way)
_waiting = 0

_TAIL: Final = re.compile(r"[\W\d_]{1,4}$")


async def hash_password(password: str) -> str:
    return await _off_loop(lambda: _HASHER.hash(_normal(password)))


async def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether this is the password. Without a hash it is not, which takes as long to say."""
    return await _off_loop(lambda: _matches(password_hash or _NOBODY, password)) and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than those of today."""
    return _HASHER.check_needs_rehash(password_hash)


def weakness(password: str, *known: str) -> str | None:
    """Why a password is too easy to guess, None where it is not. `known` is what a guesser knows: address, shop.

    There is no rule on kinds of characters: a long phrase in small letters is a good password.
    """
    folded = _normal(password).casefold()
    if not SHORTEST <= len(password) <= LONGEST:
        return f"A password has {SHORTEST} to {LONGEST} characters"
    if _is_common(folded) or _is_common(_TAIL.sub("", folded)) or _is_pattern(folded):
        return "This password is one of the first that a guesser tries"
    for word in known:
        if _is_derived(folded, word.casefold()):
            return "This password can be derived from what is known of the account"
    return None


async def check_weakness(password: str, *known: str) -> str | None:
    """`weakness`, off the event loop: its first call of a process reads the list of common passwords."""
    return await asyncio.to_thread(weakness, password, *known)


async def _off_loop(work: Callable[[], T]) -> T:
    global _waiting
    if _waiting >= _MOST_WAITING:
        raise Unavailable("Too many are logging in; try again soon")
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work)
    finally:
        _waiting -= 1


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """NIST SP 800-63B: the same characters typed on another keyboard are the same password."""
    return unicodedata.normalize("NFKC", password)


@functools.cache
def _common() -> frozenset[str]:
    # The library's own estimate of strength is not used: it costs more than the hash and ends at 72 characters.
    lists: dict[str, list[str]] = importlib.import_module("zxcvbn.frequency_lists").FREQUENCY_LISTS
    return frozenset(word for word in lists["passwords"] if len(word) >= 4)


def _is_common(word: str) -> bool:
    return word in _common()


def _is_pattern(word: str) -> bool:
    """One short piece over and over (abcabcabc), a common word twice, or characters in a row (abcdefgh)."""
    unit = word[: (word + word).find(word, 1)]
    if len(unit) < len(word) and (len(unit) <= 4 or _is_common(unit)):
        return True
    return len({ord(b) - ord(a) for a, b in itertools.pairwise(word)}) == 1


def _is_derived(password: str, word: str) -> bool:
    """Whether little is left of the password without the word or the parts of it."""
    pieces = [word, *word.split("@"), *re.split(r"[\W_]+", word)]
    parts = [piece for piece in pieces if len(piece) >= 4]
    return any(part in password and len(password) - len(part) < SHORTEST // 2 + 1 for part in parts) or (
        len(password) >= SHORTEST and password in word
    )
