"""Mails by SMTP: `smtp://` as it is, `smtps://` encrypted from the start, `smtp+starttls://` encrypted or not sent."""

import socket
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib

from rowlock.mail.messages import Mail, compose
from rowlock.settings import SettingsError

_PORTS: Final = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_SECONDS: Final = 20.0


class SmtpMailer:
    """Sends each mail over a connection of its own. User and password come from the URL, percent-encoded there."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            raise SettingsError("ROWLOCK_SMTP_URL names a port that is none") from None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise SettingsError("ROWLOCK_SMTP_URL must look like smtp+starttls://user:password@mail.example:587")
        self._scheme = parts.scheme
        self._host = parts.hostname
        self._port = port or _PORTS[parts.scheme]
        self._username = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._sender = sender

    async def send(self, message: Mail) -> None:
        composed = compose(message, self._sender)
        await aiosmtplib.send(
            composed,
            hostname=self._host,
            port=self._port,
            username=self._username,
            password=self._password,
            use_tls=self._scheme == "smtps",
            start_tls=self._scheme == "smtp+starttls",
            local_hostname=socket.gethostname(),
            timeout=_SECONDS,
        )

    async def check(self) -> None:
        client = aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._username,
            password=self._password,
            use_tls=self._scheme == "smtps",
            start_tls=self._scheme == "smtp+starttls",
            local_hostname=socket.gethostname(),
            timeout=_SECONDS,
        )
        async with client:
            await client.noop()
