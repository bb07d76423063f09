"""Registering over HTTP, and showing that an address is one's own."""

from typing import Annotated

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from rowlock import clock
from rowlock.accounts import credentials, rules
from rowlock.accounts.commands import profile, registration
from rowlock.accounts.errors import EmailTaken, InvalidLink
from rowlock.accounts.types import EmailVerified, Register, ResendVerification, VerificationSent
from rowlock.db.database import Database
from rowlock.http.gate import limited
from rowlock.http.openapi import problems
from rowlock.security import tokens
from rowlock.settings import Settings

LinkToken = Annotated[str, PathParameter(max_length=200, pattern=r"^[A-Za-z0-9._~-]+$", description="As in the mail")]


class RegistrationController(Controller):
    path = "/auth"
    tags = ("Accounts",)

    @post("/register", status_code=202, opt=limited("auth"))
    async def register(
        self, database: NamedDependency[Database], settings: NamedDependency[Settings], data: JSONBody[Register]
    ) -> VerificationSent:
        """Registers an address.

        The answer is always the same. The mail that follows holds a link to verify the address, or, where it has an
        account already, says so.
        """
        await credentials.register(database, settings, data)
        return VerificationSent()

    @get("/verify-email/{token:str}", opt=limited("auth"), responses=problems(InvalidLink))
    async def verify_email(
        self, database: NamedDependency[Database], settings: NamedDependency[Settings], token: LinkToken
    ) -> EmailVerified:
        """Verifies an address by the link that was mailed to it.

        It may be opened any number of times within its 24 hours.
        """
        await database.run(registration.verify_email, registration.VerifyEmail(_read(token), settings.secrets))
        return EmailVerified()

    @post("/resend-verification", status_code=202, opt=limited("auth"))
    async def resend_verification(
        self, database: NamedDependency[Database], data: JSONBody[ResendVerification]
    ) -> VerificationSent:
        """Mails the link once more.

        The answer is the same whether or not the address waits for one. There is one mail a minute at most.
        """
        email = rules.parse_email(data.email)
        await database.run(registration.ask_verification, registration.AskVerification(email, clock.now()))
        return VerificationSent()

    @get("/confirm-email/{token:str}", opt=limited("auth"), responses=problems(InvalidLink, EmailTaken))
    async def confirm_email(
        self, database: NamedDependency[Database], settings: NamedDependency[Settings], token: LinkToken
    ) -> EmailVerified:
        """Gives an account the address that its owner asked for, by the link that was mailed there.

        It may be opened any number of times within its 24 hours.
        """
        await database.run(profile.confirm_email, profile.ConfirmEmail(_read(token), settings.secrets))
        return EmailVerified()


def _read(token: str) -> tokens.VerificationToken:
    try:
        return tokens.read_verification_token(token, clock.now())
    except tokens.InvalidToken as error:
        raise InvalidLink(str(error)) from None
