"""What a mail is, and how it looks on the wire."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from typing import Final

import msgspec
from email_validator import EmailNotValidError, validate_email

from rowlock import clock
from rowlock.settings import SettingsError

# A line may have 998 bytes (RFC 5322, 2.1.1). The library would fold at 78 and cut links into pieces, which whoever
# looks into an .eml file would have to put together again. Seven bits pass every server.
_POLICY: Final = SMTP.clone(max_line_length=998, cte_type="7bit")
_UTF8_POLICY: Final = SMTPUTF8.clone(max_line_length=998)


class Attachment(msgspec.Struct, frozen=True):
    """A file that comes with a mail."""

    name: str
    media_type: str
    content: bytes


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One mail to one address. `message_id` is the same whenever the same mail is sent again; `headers` come on top of
    those that every mail has.
    """

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    headers: dict[str, str] = {}
    attachments: list[Attachment] = []


def compose(message: Mail, sender: str) -> EmailMessage:
    """The mail as it goes over the wire. Nothing in it can start a header of its own: a line break in an address is
    refused, in a subject it becomes a space.
    """
    recipient = _wire_address(message.to)
    composed = EmailMessage(_POLICY if recipient.username.isascii() else _UTF8_POLICY)
    sender_address = parse_sender(sender)
    composed["From"] = sender_address
    composed["To"] = recipient
    composed["Subject"] = " ".join(message.subject.split())
    composed["Date"] = format_datetime(clock.now())
    composed["Message-ID"] = f"<{message.message_id}@{sender_address.domain}>"
    # RFC 3834: out-of-office answers to this are not wanted.
    composed["Auto-Submitted"] = "auto-generated"
    for name, value in message.headers.items():
        composed[name] = value
    composed.set_content(message.text)
    composed.add_alternative(message.html, subtype="html")
    for attached in message.attachments:
        main, _, sub = attached.media_type.partition("/")
        composed.add_attachment(attached.content, maintype=main, subtype=sub, filename=attached.name)
    return composed


def unsubscribe_headers(url: str) -> dict[str, str]:
    """What lets a mail program end such mails by one click, as RFC 8058 says: a POST to this address."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _wire_address(address: str) -> Address:
    """An address as servers understand it, its domain in ASCII; a local part that is not needs SMTPUTF8."""
    try:
        found = validate_email(address, check_deliverability=False)
    except EmailNotValidError as error:
        raise ValueError(f"{address!r} is no address: {error}") from None
    return Address(username=found.local_part, domain=found.ascii_domain)


def parse_sender(sender: str) -> Address:
    """The address of `ROWLOCK_MAIL_FROM`; SettingsError where it is none."""
    name, address = parseaddr(sender)
    try:
        if not sender.isprintable():
            raise ValueError("a line break or the like")
        return Address(name, addr_spec=address)
    except (ValueError, IndexError) as error:
        raise SettingsError(f"ROWLOCK_MAIL_FROM: {sender!r} is no address, like Shop <shop@example.com>") from error
