"""Signatures over bytes of our own that leave the shop and come back: links, order tokens."""

import base64
import hashlib
import hmac


def sign(secrets: list[str], purpose: str, payload: bytes) -> str:
    """HMAC-SHA256 by the first secret, as URL-safe text; made for one purpose it is worth nothing for another."""
    return base64.urlsafe_b64encode(mac(secrets[0], purpose, payload)).rstrip(b"=").decode()


def verify(secrets: list[str], purpose: str, payload: bytes, signature: str) -> bool:
    """Whether any of the secrets made this signature."""
    given = signature.encode(errors="replace")
    return any(hmac.compare_digest(sign([secret], purpose, payload).encode(), given) for secret in secrets)


def mac(secret: str, purpose: str, payload: bytes) -> bytes:
    """The 32 bytes that a signature is the text of."""
    # The length of the purpose keeps (purpose, payload) apart from every other pair with the same bytes.
    label = purpose.encode()
    return hmac.digest(secret.encode(), len(label).to_bytes(2) + label + payload, hashlib.sha256)
