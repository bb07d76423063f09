"""How accounts refuse.

InvalidLink             400
InvalidCode             400
InvalidCredentials      401
InvalidRefreshToken     401
RefreshReused           401
EmailNotVerified        403
OwnAccount              403
LastAdmin               409
AddressBookFull         409
TooManyKeys             409
AccountLocked           429
EmailTaken              409   told to an operator only; over HTTP nobody learns whose address has an account
"""

from rowlock.errors import Conflict, Forbidden, InvalidRequest, RowlockError, Unauthenticated


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


class InvalidCode(InvalidRequest):
    """This code is not valid, or no longer; ask for another"""

    code = "invalid_code"


class AccountLocked(RowlockError):
    """Too many wrong passwords; wait, or set a new one by mail"""

    status = 429
    code = "account_locked"


class OwnAccount(Forbidden):
    """An admin does not change his own role or status; another admin does"""

    code = "own_account"


class LastAdmin(Conflict):
    """The last admin cannot be removed"""

    code = "last_admin"


class AddressBookFull(Conflict):
    """The address book is full; take one out first"""

    code = "address_book_full"


class TooManyKeys(Conflict):
    """There are as many API keys as one account may have; end one first"""

    code = "too_many_keys"
