"""Which mails about low stock admins ask for, and which of them are due."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.inventory import sql
from rowlock.inventory.types import AlertMails
from rowlock.outbox.staging import stage

# An import may empty a whole warehouse; a mail names no more than this.
_MOST_IN_MAIL: Final = 200


class ChosenMails(msgspec.Struct, frozen=True):
    """The mails that an admin wants for himself."""

    user_id: UUID
    mails: AlertMails


async def choose_mails(db: Writer, command: ChosenMails) -> None:
    """Writes down what an admin wants to be told."""
    before = await sql.get_alert_mails(db, user_id=command.user_id)
    mails = command.mails
    await sql.put_alert_mails(db, user_id=command.user_id, wants_digest=mails.digest, wants_sold_out=mails.sold_out)
    await audit.record(
        db,
        actor_id=command.user_id,
        action="stock_alerts.choose",
        object_type="user",
        object_id=str(command.user_id),
        before={"digest": before.wants_digest, "sold_out": before.wants_sold_out} if before else None,
        after={"digest": mails.digest, "sold_out": mails.sold_out},
    )


async def tell_sold_out(db: Writer, _: None) -> bool:
    """Stages one mail for each admin who wants it, about all that sold out since the last look; False where nothing
    did."""
    sold_out = await sql.mark_sold_out_told(db, most=_MOST_IN_MAIL)
    if not sold_out:
        return False
    first = min(sold_out, key=lambda one: (one.sold_out_at, one.variant_id))
    for user_id in await sql.list_sold_out_readers(db):
        await stage(
            db,
            "send_sold_out",
            dedup_key=f"sold_out:{user_id}:{first.variant_id}:{first.sold_out_at.isoformat()}",
            user_id=user_id,
            variant_ids=[one.variant_id for one in sold_out],
        )
    return True


async def tell_low_stock(db: Writer, day_began_at: datetime) -> None:
    """Stages the digests that are due: one a day for each admin, where anything ran low since his last one."""
    for due in await sql.mark_due_digests(db, day_began_at=day_began_at):
        await stage(
            db,
            "send_stock_digest",
            dedup_key=f"stock_digest:{due.user_id}:{day_began_at.isoformat()}",
            user_id=due.user_id,
            since=due.since,
        )
