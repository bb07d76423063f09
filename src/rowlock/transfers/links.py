"""Signed addresses that download an export without a token."""

from datetime import datetime
from typing import Final
from uuid import UUID

from rowlock import clock, errors
from rowlock.http.errors import CHALLENGE
from rowlock.security import signatures
from rowlock.settings import Settings
from rowlock.transfers.errors import ExportExpired
from rowlock.transfers.types import ExportRow

_PURPOSE: Final = "export download"


def download_link(settings: Settings, row: ExportRow) -> str | None:
    """The address of a file that is there."""
    if row.status != "done" or row.expires_at is None or row.is_expired:
        return None
    return signed_link(settings, row.id, row.expires_at)


def signed_link(settings: Settings, export_id: UUID, expires_at: datetime) -> str:
    """The address that downloads an export without a token until then."""
    expires = int(expires_at.timestamp())
    signature = signatures.sign(settings.secrets, _PURPOSE, _payload(export_id, expires))
    base = settings.base_url.rstrip("/")
    return f"{base}/api/v1/admin/exports/{export_id}/download?expires={expires}&signature={signature}"


def check_link(settings: Settings, export_id: UUID, expires: int, signature: str) -> None:
    """Unauthenticated where it is not one of ours, ExportExpired where it ran out."""
    if not signatures.verify(settings.secrets, _PURPOSE, _payload(export_id, expires), signature):
        raise errors.Unauthenticated("The link is not one of ours", headers={"WWW-Authenticate": CHALLENGE})
    if expires <= clock.now().timestamp():
        raise ExportExpired


def _payload(export_id: UUID, expires: int) -> bytes:
    """What the signature covers: this export, until this second."""
    return f"{export_id} {expires}".encode()
