"""Who sends mails: an SMTP server where one is set, else the folder `mail` in the data folder."""

from typing import Protocol

from rowlock.mail.files import FileMailer
from rowlock.mail.messages import Mail, parse_sender
from rowlock.mail.smtp import SmtpMailer
from rowlock.settings import Settings


class Mailer(Protocol):
    """Sends mails, or says by an exception that it could not."""

    async def send(self, message: Mail) -> None: ...

    async def check(self) -> None:
        """Raises unless a mail could be handed over now."""
        ...


def open_mailer(settings: Settings) -> Mailer:
    """The mailer that the settings ask for; it connects when it has something to send."""
    parse_sender(settings.mail_from)
    if settings.smtp_url is not None:
        return SmtpMailer(settings.smtp_url, settings.mail_from)
    return FileMailer(settings.data_folder / "mail", settings.mail_from)
