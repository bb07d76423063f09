"""The tokens of a session and of a mailed link: made and read here, judged against the database by accounts.

An access token is a JWT (RFC 9068 profile, HS256) for half an hour. A refresh token is the session's id, a generation
and a MAC; a verification token is the user's id, an expiry and a MAC. None of them is stored anywhere.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import jwt
import msgspec

from rowlock.security import signatures

ACCESS_SECONDS: Final = 1_800
VERIFICATION_SECONDS: Final = 86_400

_ALGORITHM: Final = "HS256"
_TYPE: Final = "at+jwt"
_AUDIENCE: Final = "rowlock"
_CLAIMS: Final = ("exp", "iat", "sub", "jti", "aud", "iss", "sid")
_MAC_BYTES: Final = 32
_DIGITS: Final = 6
_REFRESH: Final = struct.Struct(">16sI")
_VERIFICATION: Final = struct.Struct(">16sQ")


class InvalidToken(Exception):
    """This is no token of ours, or its time is over; the text may be told to whoever sent it."""


class AccessToken(msgspec.Struct, frozen=True):
    """What an access token claims. Whether the session still lives only the database can tell."""

    sub: UUID
    sid: UUID
    jti: str
    exp: int
    iat: int


class RefreshToken(msgspec.Struct, frozen=True):
    """What a refresh token names. Nothing of it is to be believed before `matches` said so."""

    session_id: UUID
    generation: int
    mac: str

    def matches(self, secrets: list[str], session_secret: bytes) -> bool:
        return signatures.verify(secrets, "refresh", _refresh_payload(self, session_secret), self.mac)


class VerificationToken(msgspec.Struct, frozen=True):
    """What the link in a verification mail names. Nothing of it is to be believed before `matches` said so."""

    user_id: UUID
    expires: int
    mac: str

    def matches(self, secrets: list[str], email_key: str, registration: int) -> bool:
        payload = _verification_payload(self.user_id, self.expires, email_key, registration)
        return signatures.verify(secrets, "verify_email", payload, self.mac)

    def confirms(self, secrets: list[str], new_email_key: str) -> bool:
        """Whether it is the link to another address of the account."""
        payload = _verification_payload(self.user_id, self.expires, new_email_key, 0)
        return signatures.verify(secrets, "change_email", payload, self.mac)


class AccessTokens:
    """Makes and reads access tokens. The first secret signs, all of them verify, chosen by the header's `kid`."""

    def __init__(self, secrets: Sequence[str], issuer: str) -> None:
        self._keys = {_key_id(secret): secret for secret in secrets}
        self._issuer = issuer
        self._signing_id = _key_id(secrets[0])

    def issue(self, *, user_id: UUID, session_id: UUID, token_id: str, now: datetime) -> str:
        issued = int(now.timestamp())
        claims = {
            "iss": self._issuer,
            "aud": _AUDIENCE,
            "sub": str(user_id),
            "sid": str(session_id),
            "jti": token_id,
            "iat": issued,
            "exp": issued + ACCESS_SECONDS,
        }
        headers = {"typ": _TYPE, "kid": self._signing_id}
        return jwt.encode(claims, self._keys[self._signing_id], _ALGORITHM, headers)

    def read(self, token: str) -> AccessToken:
        """The claims of a token of ours whose time is not over; InvalidToken for any other."""
        try:
            header = jwt.get_unverified_header(token)
            # Only these three members are ever looked at: no key, and no place of a key, is taken from a token.
            if header.get("alg") != _ALGORITHM or header.get("typ") != _TYPE:
                raise InvalidToken("This is no access token")
            claims: dict[str, Any] = jwt.decode(
                token,
                self._keys[header["kid"]],
                algorithms=[_ALGORITHM],
                audience=_AUDIENCE,
                issuer=self._issuer,
                leeway=0,
                options={"require": list(_CLAIMS), "strict_aud": True},
            )
            return msgspec.convert(claims, AccessToken)
        except jwt.ExpiredSignatureError:
            raise InvalidToken("The access token has expired") from None
        except (jwt.InvalidTokenError, msgspec.ValidationError, KeyError, TypeError, ValueError, OverflowError):
            raise InvalidToken("The access token is not valid") from None


def refresh_token(secrets: list[str], session_id: UUID, generation: int, session_secret: bytes) -> str:
    """The one refresh token of a generation: made twice it is the same."""
    unsigned = RefreshToken(session_id, generation, "")
    mac = signatures.sign(secrets, "refresh", _refresh_payload(unsigned, session_secret))
    return _pack(_REFRESH.pack(session_id.bytes, generation), mac)


def read_refresh_token(text: str) -> RefreshToken:
    head, mac = _unpack(text, _REFRESH)
    session_id, generation = _REFRESH.unpack(head)
    return RefreshToken(UUID(bytes=session_id), generation, mac)


def verification_token(
    secrets: list[str], *, user_id: UUID, email_key: str, registration: int, expires_at: datetime
) -> str:
    """Proves that its holder reads the mail of this address, for this registration of it."""
    expires = int(expires_at.timestamp())
    mac = signatures.sign(secrets, "verify_email", _verification_payload(user_id, expires, email_key, registration))
    return _pack(_VERIFICATION.pack(user_id.bytes, expires), mac)


def email_change_token(secrets: list[str], *, user_id: UUID, new_email_key: str, expires_at: datetime) -> str:
    """Proves that its holder reads the mail of the address that this user wants to have."""
    expires = int(expires_at.timestamp())
    mac = signatures.sign(secrets, "change_email", _verification_payload(user_id, expires, new_email_key, 0))
    return _pack(_VERIFICATION.pack(user_id.bytes, expires), mac)


def reset_codes(secrets: list[str], reset_id: UUID, user_id: UUID) -> tuple[str, str]:
    """The two codes of a reset: six digits to be typed, and one that nobody can guess."""
    payload = reset_id.bytes + user_id.bytes
    number = int.from_bytes(signatures.mac(secrets[0], "reset_digits", payload)[:8])
    return f"{number % 10**_DIGITS:0{_DIGITS}}", signatures.sign(secrets, "reset_code", payload)


def is_reset_code(secrets: list[str], reset_id: UUID, user_id: UUID, code: str) -> bool:
    """Whether one of the secrets made this code, either of the two kinds."""
    found = [made for secret in secrets for made in reset_codes([secret], reset_id, user_id)]
    return any(hmac.compare_digest(made.encode(), code.encode()) for made in found)


def is_guessable(code: str) -> bool:
    """Whether it is of the kind with six digits, which only a count of guesses protects."""
    return len(code) == _DIGITS


def read_verification_token(text: str, now: datetime) -> VerificationToken:
    """The parts of a verification token; InvalidToken where its time is over."""
    head, mac = _unpack(text, _VERIFICATION)
    user_id, expires = _VERIFICATION.unpack(head)
    if expires <= now.timestamp():
        raise InvalidToken("The link has expired")
    return VerificationToken(UUID(bytes=user_id), expires, mac)


def verification_expiry(now: datetime) -> datetime:
    return now + timedelta(seconds=VERIFICATION_SECONDS)


def _key_id(secret: str) -> str:
    return hashlib.sha256(b"rowlock kid " + secret.encode()).hexdigest()[:16]


def _refresh_payload(token: RefreshToken, session_secret: bytes) -> bytes:
    return _REFRESH.pack(token.session_id.bytes, token.generation) + session_secret


def _verification_payload(user_id: UUID, expires: int, email_key: str, registration: int) -> bytes:
    return _VERIFICATION.pack(user_id.bytes, expires) + registration.to_bytes(8) + email_key.encode()


def _pack(head: bytes, mac: str) -> str:
    return base64.urlsafe_b64encode(head).rstrip(b"=").decode() + "." + mac


def _unpack(text: str, layout: struct.Struct) -> tuple[bytes, str]:
    encoded, _, mac = text.partition(".")
    try:
        head = base64.b64decode(encoded + "=" * (-len(encoded) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise InvalidToken("This is no token of ours") from None
    # One token has one spelling: base64 alone would let the spare bits of the last character vary.
    if len(head) != layout.size or _pack(head, mac) != text:
        raise InvalidToken("This is no token of ours")
    return head, mac
