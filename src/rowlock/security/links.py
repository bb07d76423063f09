"""Links in mails that do one thing for whoever got the mail: an id of ours with its signature."""

import base64
import binascii
from uuid import UUID

from rowlock.security import signatures


def make(secrets: list[str], purpose: str, id: UUID) -> str:
    """The end of a link for one purpose, fit for an address."""
    head = base64.urlsafe_b64encode(id.bytes).rstrip(b"=").decode()
    return f"{head}.{signatures.sign(secrets, purpose, id.bytes)}"


def read(secrets: list[str], purpose: str, token: str) -> UUID | None:
    """The id in a link that we made for this purpose; None for any other."""
    head, _, signature = token.partition(".")
    try:
        id = UUID(bytes=base64.urlsafe_b64decode(head + "=="))
    except (binascii.Error, ValueError):
        return None
    return id if signatures.verify(secrets, purpose, id.bytes, signature) else None
