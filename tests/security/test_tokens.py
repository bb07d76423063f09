"""Tokens that are made here, and what else somebody might present."""

import contextlib
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest

from rowlock.security import tokens
from rowlock.security.tokens import AccessTokens, InvalidToken

SECRET, OTHER = "s" * 40, "o" * 40
ISSUER = "https://shop.example"
USER, SESSION = uuid4(), uuid4()


def issue(access: AccessTokens, now: datetime | None = None) -> str:
    return access.issue(user_id=USER, session_id=SESSION, token_id="1", now=now or datetime.now(UTC))


def test_an_access_token_says_who_and_for_how_long() -> None:
    access = AccessTokens([SECRET], ISSUER)
    read = access.read(issue(access))
    assert (read.sub, read.sid) == (USER, SESSION)
    assert read.exp - read.iat == 1800


def test_t_auth_21_a_token_of_an_older_secret_is_good_until_the_secret_is_taken_away() -> None:
    token = issue(AccessTokens([OTHER], ISSUER))
    assert AccessTokens([SECRET, OTHER], ISSUER).read(token).sub == USER
    with pytest.raises(InvalidToken):
        AccessTokens([SECRET], ISSUER).read(token)


def test_a_new_token_is_signed_with_the_first_secret() -> None:
    token = issue(AccessTokens([SECRET, OTHER], ISSUER))
    assert AccessTokens([SECRET], ISSUER).read(token).sub == USER


def test_an_access_token_ends_to_the_second() -> None:
    access = AccessTokens([SECRET], ISSUER)
    just_good = datetime.now(UTC) - timedelta(seconds=1790)
    assert access.read(issue(access, just_good)).sub == USER
    with pytest.raises(InvalidToken, match="expired"):
        access.read(issue(access, datetime.now(UTC) - timedelta(seconds=1801)))


def test_the_key_has_a_name_that_tells_nothing_of_it() -> None:
    header = jwt.get_unverified_header(issue(AccessTokens([SECRET], ISSUER)))
    assert re.fullmatch(r"[0-9a-f]{16}", header["kid"])
    assert header["typ"] == "at+jwt"


def test_the_refresh_token_of_a_generation_is_one_and_the_same() -> None:
    first = tokens.refresh_token([SECRET], SESSION, 7, b"session")
    assert first == tokens.refresh_token([SECRET], SESSION, 7, b"session")
    read = tokens.read_refresh_token(first)
    assert (read.session_id, read.generation) == (SESSION, 7)
    assert read.matches([OTHER, SECRET], b"session")
    assert not read.matches([SECRET], b"another session")
    assert not read.matches([OTHER], b"session")


def test_a_verification_token_belongs_to_an_address_and_a_registration() -> None:
    expires_at = datetime.now(UTC) + timedelta(hours=1)
    token = tokens.verification_token(
        [SECRET], user_id=USER, email_key="a@b.example", registration=2, expires_at=expires_at
    )
    assert re.fullmatch(r"[A-Za-z0-9._~-]+", token)
    read = tokens.read_verification_token(token, datetime.now(UTC))
    assert read.user_id == USER
    assert read.matches([SECRET], "a@b.example", 2)
    assert not read.matches([SECRET], "c@b.example", 2)
    assert not read.matches([SECRET], "a@b.example", 1)
    with pytest.raises(InvalidToken, match="expired"):
        tokens.read_verification_token(token, expires_at)


@pytest.mark.parametrize("change", [0, 5, 26, 27, 28, 40, -1])
def test_a_token_with_one_character_changed_is_none(change: int) -> None:
    token = tokens.refresh_token([SECRET], SESSION, 1, b"session")
    for letter in "Ab9_":
        if token[change] == letter:
            continue
        changed = token[:change] + letter + token[change:][1:]
        with contextlib.suppress(InvalidToken):
            assert not tokens.read_refresh_token(changed).matches([SECRET], b"session")


@pytest.mark.parametrize("text", ["", ".", "a", "é.é", "AAAA.AAAA", "A" * 27, "A" * 27 + "=." + "A" * 43, "\ud800"])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(InvalidToken):
        tokens.read_refresh_token(text)


def test_a_token_of_one_kind_is_none_of_another() -> None:
    expires_at = datetime.now(UTC) + timedelta(hours=1)
    verification = tokens.verification_token(
        [SECRET], user_id=SESSION, email_key="session", registration=1, expires_at=expires_at
    )
    with pytest.raises(InvalidToken):
        tokens.read_refresh_token(verification)
    with pytest.raises(InvalidToken):
        AccessTokens([SECRET], ISSUER).read(tokens.refresh_token([SECRET], SESSION, 1, b"session"))
