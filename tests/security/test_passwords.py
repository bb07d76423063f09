"""Passwords: their hashes, and which of them are too easy."""

import asyncio
import resource
import time

import argon2
import pytest

from rowlock.security import passwords


def test_t_acc_18_the_hash_is_argon2id_with_the_parameters_of_today() -> None:
    hashed = asyncio.run(passwords.hash_password("correct-horse-battery"))
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.needs_rehash(hashed)
    assert asyncio.run(passwords.verify_password(hashed, "correct-horse-battery"))
    assert not asyncio.run(passwords.verify_password(hashed, "correct-horse-batterY"))


def test_a_hash_of_older_parameters_is_good_and_wants_to_be_renewed() -> None:
    older = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("correct-horse-battery")
    assert asyncio.run(passwords.verify_password(older, "correct-horse-battery"))
    assert passwords.needs_rehash(older)


def test_t_acc_14_passwords_that_differ_only_at_their_end_are_different() -> None:
    hashed = asyncio.run(passwords.hash_password("x" * 127 + "1"))
    assert not asyncio.run(passwords.verify_password(hashed, "x" * 127 + "2"))


def test_the_same_characters_from_another_keyboard_are_the_same_password() -> None:
    hashed = asyncio.run(passwords.hash_password("cafe\u0301-terrasse"))
    assert asyncio.run(passwords.verify_password(hashed, "caf\u00e9-terrasse"))


@pytest.mark.parametrize("broken", ["", "plain text", "$argon2id$v=19$m=1$x$y"])
def test_a_broken_hash_fits_no_password(broken: str) -> None:
    assert not asyncio.run(passwords.verify_password(broken, "correct-horse-battery"))


def test_refusing_where_there_is_no_account_takes_as_long_as_a_wrong_password() -> None:
    hashed = asyncio.run(passwords.hash_password("correct-horse-battery"))

    async def seconds(password_hash: str | None) -> float:
        started = time.perf_counter()
        assert not await passwords.verify_password(password_hash, "wrong-horse-battery")
        return time.perf_counter() - started

    async def medians() -> tuple[float, float]:
        known, unknown = [], []
        for _ in range(15):
            known.append(await seconds(hashed))
            unknown.append(await seconds(None))
        return sorted(known)[7], sorted(unknown)[7]

    known, unknown = asyncio.run(medians())
    assert 0.67 < known / unknown < 1.5


def test_t_acc_19_a_storm_of_hashes_takes_a_bounded_amount_of_memory_and_leaves_the_loop_alone() -> None:
    async def storm() -> float:
        work = asyncio.gather(*[passwords.verify_password(None, "wrong-horse-battery") for _ in range(40)])
        longest, last = 0.0, time.perf_counter()
        while not work.done():
            await asyncio.sleep(0)
            longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
        await work
        return longest

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    longest_pause = asyncio.run(storm())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 4 * 19_456
    assert longest_pause < 0.5


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "Password123",
        "QWERTYUIOP",
        "iloveyou",
        "12345678",
        "letmein!",
        "passwordpassword",
        "abcabcabcabc",
        "aaaaaaaaaaaa",
        "abcdefghijkl",
        "987654321",
        "ada.byron",
        "ada.byron@analytical.example",
        "Analytical1!",
        "Byron2024",
        "ｐａｓｓｗｏｒｄ",
        "short",
        "x" * 129,
    ],
)
def test_t_acc_15_what_a_guesser_tries_first_is_refused(password: str) -> None:
    assert passwords.weakness(password, "ada.byron@analytical.example", "Rowlock")


@pytest.mark.parametrize(
    "password",
    [
        "Quartz-Lantern-58",
        "correct horse battery staple",
        "abcdefghijklmnopqrst-and-on",
        "correcthorsebatterystaple",
        "пароль-на-ветру",
        "🐙🐡🦑🦐🐠🦀🐚🐳",
        "byron wrote about the sea",
        "  spaces count  ",
        "xK9$vq2z",
    ],
)
def test_t_acc_15_what_is_hard_to_guess_is_taken_whatever_its_characters(password: str) -> None:
    assert passwords.weakness(password, "ada.byron@analytical.example", "Rowlock") is None
