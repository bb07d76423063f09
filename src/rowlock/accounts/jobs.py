"""The mails of an account, and the clean-up of sessions and guesses."""

from typing import Final
from uuid import UUID

from rowlock import clock
from rowlock.accounts import queries
from rowlock.accounts.commands import guesses, passwords, sessions
from rowlock.accounts.types import Registration
from rowlock.mail import templates
from rowlock.mail.messages import Mail
from rowlock.mail.templates import Rendered
from rowlock.outbox.jobs import JobContext, job, periodic
from rowlock.security import tokens

_BATCH: Final = 500


@job()
async def send_email_verification(context: JobContext, *, user_id: UUID, registration: int) -> None:
    """The link that verifies an address."""
    async with context.database.primary() as db:
        user = await queries.find_registration(db, user_id)
    if user is not None and user.registration == registration:
        await _send_verification(context, user)


@job()
async def remind_verification(context: JobContext, *, email_key: str) -> None:
    """The link once more, to an address that somebody says is waiting for it."""
    async with context.database.primary() as db:
        user = await queries.find_registration_of(db, email_key)
    if user is not None:
        await _send_verification(context, user)


@job()
async def send_password_reset(context: JobContext, *, email_key: str) -> None:
    """The codes for a new password, to an address that has an account. They are made here and stored nowhere."""
    assert context.outbox_id is not None
    begun = await context.database.run(passwords.begin_reset, passwords.BeginReset(email_key, context.outbox_id))
    if begun is None:
        return
    digits, code = tokens.reset_codes(context.settings.secrets, context.outbox_id, begun.user_id)
    await _send(
        context,
        begun.email,
        templates.render("password_reset", store_name=context.settings.store_name, digits=digits, code=code),
    )


@job()
async def send_password_changed(context: JobContext, *, user_id: UUID) -> None:
    """To an owner whose password is another one now, in case that it was not him."""
    await _notify(context, user_id, "password_changed")


@job()
async def send_refresh_reused(context: JobContext, *, user_id: UUID) -> None:
    """To an owner one of whose sessions was ended because its token was copied."""
    await _notify(context, user_id, "refresh_reused")


@job()
async def send_email_change(context: JobContext, *, user_id: UUID, email_key: str) -> None:
    """The link that confirms another address; the old one is told by a mail of its own."""
    settings = context.settings
    async with context.database.primary() as db:
        change = await queries.find_email_change(db, user_id)
        owner = await queries.find_registration_of(db, email_key)
    if change is None or change.is_done or change.email_key != email_key:
        return
    if owner is not None and owner.id != user_id:
        rendered = templates.render("account_exists", store_name=settings.store_name, email=owner.email)
        await _send(context, owner.email, rendered)
        return
    token = tokens.email_change_token(
        settings.secrets,
        user_id=user_id,
        new_email_key=email_key,
        expires_at=tokens.verification_expiry(clock.now()),
    )
    url = f"{settings.base_url.rstrip('/')}/api/v1/auth/confirm-email/{token}"
    await _send(context, change.email, templates.render("confirm_email", store_name=settings.store_name, url=url))


@job()
async def send_email_change_asked(context: JobContext, *, email: str) -> None:
    """To the old address of an account that asks for another one."""
    rendered = templates.render("email_change_asked", store_name=context.settings.store_name, email=email)
    await _send(context, email, rendered)


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
    while await context.database.run(sessions.delete_expired_sessions, _BATCH) == _BATCH:
        pass


@periodic(seconds=600)
async def delete_old_guesses(context: JobContext) -> None:
    while await context.database.run(guesses.delete_old_guesses, _BATCH) == _BATCH:
        pass


async def _send_verification(context: JobContext, user: Registration) -> None:
    """The link is made here, so that it is stored nowhere but in the mail."""
    if user.is_verified:
        return
    token = tokens.verification_token(
        context.settings.secrets,
        user_id=user.id,
        email_key=user.email_key,
        registration=user.registration,
        expires_at=tokens.verification_expiry(clock.now()),
    )
    url = f"{context.settings.base_url.rstrip('/')}/api/v1/auth/verify-email/{token}"
    await _send(context, user.email, templates.render("verify_email", store_name=context.settings.store_name, url=url))


async def _notify(context: JobContext, user_id: UUID, template: str) -> None:
    async with context.database.primary() as db:
        user = await queries.find_registration(db, user_id)
    if user is not None:
        rendered = templates.render(template, store_name=context.settings.store_name, email=user.email)
        await _send(context, user.email, rendered)


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
