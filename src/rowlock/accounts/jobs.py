"""The mails of an account, and the clean-up of its sessions."""

from typing import Final
from uuid import UUID

from rowlock import clock
from rowlock.accounts import commands, queries
from rowlock.mail import templates
from rowlock.mail.messages import Mail
from rowlock.mail.templates import Rendered
from rowlock.outbox.jobs import JobContext, job, periodic
from rowlock.security import tokens

_BATCH: Final = 500


@job()
async def send_email_verification(context: JobContext, *, user_id: UUID, registration: int) -> None:
    """The link that verifies an address. It is made here, so that it is stored nowhere but in the mail."""
    async with context.database.primary() as db:
        user = await queries.find_registration(db, user_id)
    if user is None or user.is_verified or user.registration != registration:
        return
    token = tokens.verification_token(
        context.settings.secrets,
        user_id=user.id,
        email_key=user.email_key,
        registration=registration,
        expires_at=tokens.verification_expiry(clock.now()),
    )
    url = f"{context.settings.base_url.rstrip('/')}/api/v1/auth/verify-email/{token}"
    rendered = templates.render("verify_email", store_name=context.settings.store_name, url=url)
    await _send(context, user.email, rendered)


@job()
async def send_account_exists(context: JobContext, *, user_id: UUID) -> None:
    """To the owner of an address with which somebody tried to register again."""
    async with context.database.primary() as db:
        user = await queries.find_registration(db, user_id)
    if user is None:
        return
    rendered = templates.render("account_exists", store_name=context.settings.store_name, email=user.email)
    await _send(context, user.email, rendered)


@periodic(seconds=600)
async def delete_expired_sessions(context: JobContext) -> None:
    while await context.database.run(commands.delete_expired_sessions, _BATCH) == _BATCH:
        pass


async def _send(context: JobContext, to: str, rendered: Rendered) -> None:
    await context.mailer.send(
        Mail(
            to=to,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            message_id=str(context.outbox_id),
        )
    )
