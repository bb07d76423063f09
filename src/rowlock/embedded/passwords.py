"""The passwords of a data folder's database roles: made once, kept beside the data, readable by their owner only."""

import os
import secrets
from pathlib import Path

import msgspec


class Passwords(msgspec.Struct, frozen=True):
    superuser: str
    owner: str
    program: str


def read_or_make(data: Path) -> Passwords:
    path = data / "passwords.json"
    if path.exists():
        return msgspec.json.decode(path.read_bytes(), type=Passwords)
    made = Passwords(*(secrets.token_urlsafe(24) for _ in Passwords.__struct_fields__))
    write_private(path, msgspec.json.encode(made))
    return made


def write_private(path: Path, content: bytes) -> None:
    """Whole or not at all, also when the power fails, and never readable by others for a moment."""
    part = path.with_name(path.name + ".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
