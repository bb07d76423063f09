"""How accounts refuse.

InvalidLink             400
InvalidCredentials      401
InvalidRefreshToken     401
RefreshReused           401
EmailNotVerified        403
EmailTaken              409   told to an operator only; over HTTP nobody learns whose address has an account
"""

from rowlock.errors import Conflict, Forbidden, InvalidRequest, Unauthenticated


class InvalidLink(InvalidRequest):
    """This link is not valid, or no longer"""

    code = "invalid_token"


class InvalidCredentials(Unauthenticated):
    """The address or the password is wrong"""

    code = "invalid_credentials"


class InvalidRefreshToken(Unauthenticated):
    """The refresh token is not valid; log in again"""

    code = "invalid_refresh_token"


class RefreshReused(Unauthenticated):
    """This refresh token was used before, so its session has ended; log in again"""

    code = "refresh_reused"


class EmailNotVerified(Forbidden):
    """The address is not verified; open the link that was mailed to it"""

    code = "email_not_verified"


class EmailTaken(Conflict):
    """There is an account with that address already"""

    code = "email_taken"
    constraint = "users_email_key"
