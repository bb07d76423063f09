"""Customers of another shop, many at once."""

from typing import Final
from uuid import UUID

import msgspec

from rowlock.accounts import sql
from rowlock.accounts.imported import CustomerOutcome, ImportedCustomer, KnownCustomer
from rowlock.accounts.types import Address
from rowlock.db.connections import Writer
from rowlock.db.database import RepeatTransaction

_OWN: Final = CustomerOutcome("unchanged", "The owner of this account looks after it himself")
_NO_CUSTOMER: Final = CustomerOutcome("refused", "This address is that of an account that is closed or of the staff")


async def import_customers(db: Writer, customers: list[ImportedCustomer]) -> list[CustomerOutcome]:
    """Each address is there once. New accounts have no password and are not verified: their owners set a password by
    the mailed code, or register. What an owner has taken into his hands no file changes.
    """
    known = {
        found.email_key: found
        for found in await sql.lock_imported_customers(db, email_keys=[customer.email_key for customer in customers])
    }
    outcomes: list[CustomerOutcome] = []
    new: list[ImportedCustomer] = []
    changed: list[tuple[UUID, ImportedCustomer]] = []
    moved: list[tuple[UUID, Address]] = []
    for customer in customers:
        found = known.get(customer.email_key)
        if found is None:
            new.append(customer)
            outcomes.append(CustomerOutcome("created"))
        elif not found.is_customer:
            outcomes.append(_NO_CUSTOMER)
        elif found.is_own:
            outcomes.append(_OWN)
        else:
            differs, moves = _differs(found, customer), _moves(found, customer)
            if differs:
                changed.append((found.id, msgspec.structs.replace(customer, phone=customer.phone or found.phone)))
            if moves and customer.address is not None:
                moved.append((found.id, customer.address))
            outcomes.append(CustomerOutcome("updated" if differs or moves else "unchanged"))
    ids = await _insert(db, new)
    if changed:
        await sql.update_imported_customers(
            db,
            ids=[user_id for user_id, _ in changed],
            full_names=[customer.full_name for _, customer in changed],
            phones=[customer.phone for _, customer in changed],
        )
    if moved:
        await sql.delete_imported_addresses(db, user_ids=[user_id for user_id, _ in moved])
    await _insert_addresses(db, moved + [(ids[one.email_key], one.address) for one in new if one.address is not None])
    return outcomes


def _differs(found: KnownCustomer, customer: ImportedCustomer) -> bool:
    return found.full_name != customer.full_name or (customer.phone is not None and found.phone != customer.phone)


def _moves(found: KnownCustomer, customer: ImportedCustomer) -> bool:
    return customer.address is not None and found.address != customer.address


async def _insert(db: Writer, new: list[ImportedCustomer]) -> dict[str, UUID]:
    if not new:
        return {}
    inserted = await sql.insert_imported_customers(
        db,
        emails=[customer.email for customer in new],
        email_keys=[customer.email_key for customer in new],
        full_names=[customer.full_name for customer in new],
        phones=[customer.phone for customer in new],
    )
    if len(inserted) < len(new):
        # Somebody registered one of them at this moment: the next look sees him.
        raise RepeatTransaction
    return {row.email_key: row.id for row in inserted}


async def _insert_addresses(db: Writer, addresses: list[tuple[UUID, Address]]) -> None:
    if not addresses:
        return
    of_all = [address for _, address in addresses]
    await sql.insert_imported_addresses(
        db,
        user_ids=[user_id for user_id, _ in addresses],
        full_names=[address.full_name for address in of_all],
        phones=[address.phone for address in of_all],
        line1s=[address.line1 for address in of_all],
        line2s=[address.line2 for address in of_all],
        cities=[address.city for address in of_all],
        regions=[address.region for address in of_all],
        postal_codes=[address.postal_code for address in of_all],
        countries=[address.country for address in of_all],
    )
