"""What a user sees and changes of himself over HTTP: profile, passwords, address book."""

from typing import Final
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from rowlock import clock
from rowlock.accounts import credentials, queries, rules
from rowlock.accounts.commands import passwords, profile
from rowlock.accounts.errors import AccountLocked, AddressBookFull, InvalidCode, InvalidCredentials, LastAdmin
from rowlock.accounts.types import (
    ChangeEmail,
    ChangePassword,
    ForgotPassword,
    Profile,
    ResetPassword,
    SaveAddress,
    SavedAddress,
    UpdateProfile,
    VerificationSent,
)
from rowlock.db.database import Database
from rowlock.http.auth import Actor
from rowlock.http.client_address import address_of
from rowlock.http.cookies import SessionCookies
from rowlock.http.gate import limited
from rowlock.http.openapi import problems
from rowlock.http.paging import Page, Paging
from rowlock.http.requests import Request
from rowlock.settings import Settings

_SORT: Final = "newest"


class ProfileController(Controller):
    path = "/auth"
    tags = ("Accounts",)

    @get("/me")
    async def get_profile(self, database: NamedDependency[Database], actor: NamedDependency[Actor]) -> Profile:
        """Gives the profile of whoever asks."""
        async with database.primary() as db:
            return await queries.get_profile(db, actor.user_id)

    @patch("/me")
    async def update_profile(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[UpdateProfile]
    ) -> Profile:
        """Changes name, telephone number, or whether there may be mails about a cart left behind.

        What is not sent stays. Mails about carts come only to who said so here, once for each state of a cart.
        """
        return await database.run(profile.change_profile, profile.ChangeProfile(actor.user_id, data))

    @delete("/me", status_code=204, responses=problems(LastAdmin))
    async def erase_account(
        self,
        request: Request,
        database: NamedDependency[Database],
        session_cookies: NamedDependency[SessionCookies],
        actor: NamedDependency[Actor],
    ) -> Response[None]:
        """Closes the account for good.

        Its sessions end at once; name, addresses and carts are forgotten. Orders stay in the books without a name; one
        that is still under way keeps what its delivery needs until it is done.
        """
        await database.run(profile.erase_user, actor.user_id)
        return Response(None, status_code=204, cookies=session_cookies.end(request.scope))

    @post("/change-email", status_code=202, opt=limited("auth"), responses=problems(InvalidCredentials, AccountLocked))
    async def change_email(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        data: JSONBody[ChangeEmail],
    ) -> VerificationSent:
        """Asks for another address.

        It counts once the link that is mailed there was opened. The old address is told.
        """
        await credentials.ask_email_change(
            database,
            user_id=actor.user_id,
            email=actor.email,
            new_email=data.email,
            password=data.password,
            address=address_of(request),
        )
        return VerificationSent()


class PasswordController(Controller):
    path = "/auth"
    tags = ("Accounts",)

    @post("/forgot-password", status_code=202, opt=limited("auth"))
    async def forgot_password(
        self, database: NamedDependency[Database], data: JSONBody[ForgotPassword]
    ) -> VerificationSent:
        """Mails a code for a new password, good for 10 minutes.

        The answer is the same whether or not the address has an account. There is one mail a minute at most.
        """
        email = rules.parse_email(data.email)
        await database.run(passwords.ask_reset, passwords.AskReset(email, clock.now()))
        return VerificationSent()

    @post("/reset-password", status_code=204, opt=limited("auth"), responses=problems(InvalidCode))
    async def reset_password(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        data: JSONBody[ResetPassword],
    ) -> None:
        """Sets a new password by the code that was mailed.

        All sessions end and every lock of the account opens. After five wrong codes of six digits only the long code of
        the mail is taken, for an hour.
        """
        await credentials.reset_password(database, settings, data)

    @post(
        "/change-password",
        status_code=204,
        opt=limited("auth"),
        responses=problems(InvalidCredentials, AccountLocked),
    )
    async def change_password(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        session_cookies: NamedDependency[SessionCookies],
        actor: NamedDependency[Actor],
        data: JSONBody[ChangePassword],
    ) -> Response[None]:
        """Sets a new password by the old one.

        All sessions end, this one too: log in with the new password.
        """
        await credentials.change_password(
            database,
            settings,
            user_id=actor.user_id,
            email=actor.email,
            current=data.current_password,
            new=data.new_password,
            address=address_of(request),
        )
        return Response(None, status_code=204, cookies=session_cookies.end(request.scope))


class AddressController(Controller):
    path = "/addresses"
    tags = ("Accounts",)

    @get()
    async def list_addresses(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], paging: NamedDependency[Paging]
    ) -> Page[SavedAddress]:
        """Lists the address book, the newest first."""
        async with database.primary() as db:
            rows, counted = await queries.list_addresses(
                db,
                actor.user_id,
                after=paging.after(UUID, sort=_SORT),
                offset=paging.offset,
                limit=paging.limit + 1,
            )
        return paging.page(rows, counted, sort=_SORT, key=lambda row: row.id, item=lambda row: row)

    @post(responses=problems(AddressBookFull))
    async def add_address(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[SaveAddress]
    ) -> SavedAddress:
        """Adds to the address book, which holds 50."""
        return await database.run(profile.add_address, profile.AddAddress(actor.user_id, data))

    @put("/{address_id:uuid}")
    async def change_address(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        address_id: FromPath[UUID],
        data: JSONBody[SaveAddress],
    ) -> SavedAddress:
        """Rewrites an address. Orders that were sent there keep what it was."""
        return await database.run(profile.change_address, profile.ChangeAddress(actor.user_id, address_id, data))

    @delete("/{address_id:uuid}")
    async def remove_address(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], address_id: FromPath[UUID]
    ) -> None:
        """Takes an address out of the book."""
        await database.run(profile.remove_address, profile.RemoveAddress(actor.user_id, address_id))
