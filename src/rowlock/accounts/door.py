"""Accounts made from the command line."""

from uuid import UUID

import msgspec

from rowlock.accounts import credentials, rules
from rowlock.accounts.commands import registration
from rowlock.accounts.types import Role
from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.security import passwords
from rowlock.settings import Settings


async def create_user(settings: Settings, email: str, password: str, role: str) -> UUID:
    """An account that is verified at once. EmailTaken, or InvalidValue where an address, password or role is none."""
    try:
        known_role = msgspec.convert(role, Role)
    except msgspec.ValidationError:
        raise InvalidValue.at("role", f"{role} is no role") from None
    address = rules.parse_email(email)
    await credentials.refuse_weak("password", password, address.key, settings.store_name)
    password_hash = await passwords.hash_password(password)
    name = address.text.partition("@")[0]
    command = registration.CreateUser(address, name, password_hash, known_role)
    database = await Database.open(settings, "command")
    try:
        return await database.run(registration.create_user, command)
    finally:
        await database.close()
