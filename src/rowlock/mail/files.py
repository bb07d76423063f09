"""Mails as `.eml` files, for a shop that has no mail server."""

import asyncio
import os
import re
import tempfile
from pathlib import Path
from typing import Final

from rowlock.mail.messages import Mail, compose

_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9-]")


class FileMailer:
    """Writes each mail into the folder, where it appears whole. The same mail sent twice is one file."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def send(self, message: Mail) -> None:
        composed = compose(message, self._sender)
        name = _NOT_IN_NAMES.sub("_", message.message_id) + ".eml"
        await asyncio.to_thread(self._write, name, composed.as_bytes())

    async def check(self) -> None:
        await asyncio.to_thread(self._probe)

    def _probe(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self._folder):
            pass

    def _write(self, name: str, content: bytes) -> None:
        # Mails hold links that log in or reset: they are for the shop's keeper only.
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            Path(draft).replace(self._folder / name)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
