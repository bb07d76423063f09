"""Who waits for a variant that is sold out, and who is told next that it is back."""

from typing import Final
from uuid import UUID

import msgspec

from rowlock.accounts.rules import EmailAddress
from rowlock.db.connections import Writer
from rowlock.inventory import sql
from rowlock.outbox.staging import stage

# As many are told for each piece that is there, at once and then each hour while some are left: not all of them buy,
# and who comes for nothing does not come again.
_FOR_EACH_PIECE: Final = 3
_MOST_AT_ONCE: Final = 1000
_MOST_FOR_ADDRESS: Final = 50


class AskNotice(msgspec.Struct, frozen=True):
    """Somebody who wants to know when a variant is back."""

    product_id: UUID
    variant_id: UUID
    user_id: UUID | None
    email: EmailAddress


class EndNotice(msgspec.Struct, frozen=True):
    """A customer who waits no longer: for one variant, or for any of the product."""

    product_id: UUID
    variant_id: UUID | None
    user_id: UUID


async def ask_notice(db: Writer, command: AskNotice) -> None:
    """Asked twice it is one mail; what is not sold out is nothing to wait for."""
    await sql.ask_notice(
        db,
        product_id=command.product_id,
        variant_id=command.variant_id,
        user_id=command.user_id,
        email=command.email.text,
        email_key=command.email.key,
        most=_MOST_FOR_ADDRESS,
    )


async def end_notice(db: Writer, command: EndNotice) -> None:
    """Ending what is not there is no mistake."""
    await sql.delete_notice(db, product_id=command.product_id, variant_id=command.variant_id, user_id=command.user_id)


async def unsubscribe(db: Writer, notice_id: UUID) -> None:
    """Ends all waiting of the address that the mail of this notice went to."""
    await sql.unsubscribe_notices(db, notice_id=notice_id)


async def tell_next(db: Writer, _: None) -> bool:
    """Stages the mails of those whose turn it is for one variant that is back; False where there is none."""
    variant_id = await sql.lock_return(db)
    if variant_id is None:
        return False
    due = await sql.mark_due_notices(db, variant_id=variant_id, for_each=_FOR_EACH_PIECE, most=_MOST_AT_ONCE)
    for notice in due:
        await stage(
            db,
            "send_back_in_stock",
            dedup_key=f"back_in_stock:{notice.id}:{notice.due_at.isoformat()}",
            notice_id=notice.id,
        )
    if not await sql.put_off_return(db, variant_id=variant_id):
        await sql.end_return(db, variant_id=variant_id)
    return True


async def wait_on(db: Writer, notice_id: UUID) -> None:
    """Lets somebody wait for the next return."""
    await sql.wait_on(db, notice_id=notice_id)


async def mark_sent(db: Writer, notice_id: UUID) -> None:
    """The mail has gone; another is sent only to who asks again."""
    await sql.mark_notice_sent(db, notice_id=notice_id)


async def forget_sent(db: Writer, most: int) -> int:
    """Forgets addresses a month after their mail, and says how many."""
    return await sql.delete_sent_notices(db, most=most)
