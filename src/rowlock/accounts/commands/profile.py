"""What a user changes of himself: profile, mail address, address book, and that he was ever here."""

from typing import Any
from uuid import UUID

import msgspec

from rowlock.accounts import rules, sql
from rowlock.accounts.errors import AddressBookFull, InvalidLink, LastAdmin
from rowlock.accounts.rules import EmailAddress
from rowlock.accounts.types import Profile, SaveAddress, SavedAddress, UpdateProfile
from rowlock.db.connections import Writer
from rowlock.errors import NotFound
from rowlock.outbox.staging import stage
from rowlock.security.tokens import VerificationToken


class ChangeProfile(msgspec.Struct, frozen=True):
    user_id: UUID
    change: UpdateProfile


async def change_profile(db: Writer, command: ChangeProfile) -> Profile:
    change = command.change
    changed = await sql.update_profile(
        db,
        user_id=command.user_id,
        full_name=None if change.full_name is msgspec.UNSET else change.full_name,
        sets_phone=change.phone is not msgspec.UNSET,
        phone=None if change.phone is msgspec.UNSET else change.phone,
        accepts_cart_reminders=(
            None if change.accepts_cart_reminders is msgspec.UNSET else change.accepts_cart_reminders
        ),
    )
    if changed is None:
        raise NotFound
    return changed


async def end_cart_reminders(db: Writer, user_id: UUID) -> None:
    """No more mails about a cart left behind; whoever gets none keeps getting none."""
    await sql.end_cart_reminders(db, user_id=user_id)


class AskEmailChange(msgspec.Struct, frozen=True):
    user_id: UUID
    email: EmailAddress
    old_email: str
    email_key: str  # of the old address
    network: str


class ConfirmEmail(msgspec.Struct, frozen=True):
    """A link, and the secrets of which one signed it."""

    token: VerificationToken
    secrets: list[str]


class AddAddress(msgspec.Struct, frozen=True):
    user_id: UUID
    address: SaveAddress


class ChangeAddress(msgspec.Struct, frozen=True):
    user_id: UUID
    address_id: UUID
    address: SaveAddress


class RemoveAddress(msgspec.Struct, frozen=True):
    user_id: UUID
    address_id: UUID


async def ask_email_change(db: Writer, command: AskEmailChange) -> None:
    """Has the new address confirm and tells the old one. That the new one is taken only its owner's mail shows."""
    purpose = rules.PASSWORD_GUESSES.purpose
    await sql.forget_guesses(db, purpose=purpose, email_key=command.email_key, network=command.network)
    await sql.ask_email_change(db, user_id=command.user_id, email=command.email.text, email_key=command.email.key)
    await stage(db, "send_email_change", user_id=command.user_id, email_key=command.email.key)
    await stage(db, "send_email_change_asked", email=command.old_email)


async def confirm_email(db: Writer, command: ConfirmEmail) -> None:
    """Gives a user the address that he asked for. A second time changes nothing and is no mistake."""
    change = await sql.get_email_change(db, user_id=command.token.user_id)
    if change is None or not command.token.confirms(command.secrets, change.email_key):
        raise InvalidLink
    if change.is_done:
        return
    if await sql.change_email(db, user_id=command.token.user_id, email_key=change.email_key) is None:
        raise InvalidLink


async def add_address(db: Writer, command: AddAddress) -> SavedAddress:
    """AddressBookFull beyond 50. The first address is the default, whatever it says of itself."""
    user_id = command.user_id
    if await sql.lock_user(db, user_id=user_id) is None:
        raise NotFound
    counted = await sql.count_addresses(db, user_id=user_id)
    if counted >= rules.MOST_ADDRESSES:
        raise AddressBookFull
    is_default = command.address.is_default or counted == 0
    if is_default:
        await sql.unset_default_address(db, user_id=user_id)
    return await sql.insert_address(db, user_id=user_id, **{**_columns(command.address), "is_default": is_default})


async def change_address(db: Writer, command: ChangeAddress) -> SavedAddress:
    """Rewrites an address. A default that is no longer one leaves that to the newest."""
    user_id = command.user_id
    if await sql.lock_user(db, user_id=user_id) is None:
        raise NotFound
    if command.address.is_default:
        await sql.unset_default_address(db, user_id=user_id)
    changed = await sql.update_address(db, address_id=command.address_id, user_id=user_id, **_columns(command.address))
    if changed is None:
        raise NotFound
    if changed.is_default:
        return changed
    await sql.promote_address(db, user_id=user_id)
    return await sql.get_address(db, address_id=command.address_id, user_id=user_id) or changed


async def remove_address(db: Writer, command: RemoveAddress) -> None:
    user_id = command.user_id
    await sql.lock_user(db, user_id=user_id)
    was_default = await sql.delete_address(db, address_id=command.address_id, user_id=user_id)
    if was_default is None:
        raise NotFound
    if was_default:
        await sql.promote_address(db, user_id=user_id)


async def erase_user(db: Writer, user_id: UUID) -> None:
    """Closes an account for good and forgets who it belonged to; its orders stay, without his name once they are done.

    LastAdmin where nobody else could run the shop.
    """
    admins = await sql.lock_admins(db)
    if admins == [user_id]:
        raise LastAdmin
    if await sql.erase_user(db, user_id=user_id) is None:
        raise NotFound
    await stage(db, "erase_person", dedup_key=f"erase_person:{user_id}", user_id=user_id)


def _columns(address: SaveAddress) -> dict[str, Any]:
    return msgspec.structs.asdict(address)
