"""Every error that a caller may see, with its HTTP status and its stable code.

    RowlockError
    ├── InvalidRequest        400   the request cannot be read
    ├── Unauthenticated       401   nobody, or nobody we can believe
    ├── Forbidden             403   somebody, but not with this role
    ├── NotFound              404   absent, or somebody else's
    ├── Conflict              409   the state of the shop refuses it
    ├── PreconditionFailed    412   If-Match names an older version
    ├── InvalidValue          422   readable, but not valid
    └── Unavailable           503   try again soon

A feature's own errors stand in its `errors.py` and inherit from one of these. The docstring of a class is the public
title of its problem; `code` is what clients program against.
"""

from typing import Any, ClassVar, Final

BY_CONSTRAINT: Final[dict[str, "type[RowlockError]"]] = {}
"""The error that a violated database constraint stands for, by the constraint's name."""


class RowlockError(Exception):
    """The request could not be served"""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    constraint: ClassVar[str | None] = None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "constraint" in cls.__dict__ and cls.constraint is not None:
            BY_CONSTRAINT[cls.constraint] = cls

    def __init__(self, detail: str | None = None, *, headers: dict[str, str] | None = None, **extra: Any) -> None:
        """`extra` becomes members of the problem document, beside `title` and `detail`."""
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.headers = headers or {}
        self.extra = extra

    @property
    def title(self) -> str:
        return (type(self).__doc__ or "").strip()


class InvalidRequest(RowlockError):
    """The request cannot be read"""

    status = 400
    code = "invalid_request"


class Unauthenticated(RowlockError):
    """Authentication is required"""

    status = 401
    code = "unauthenticated"


class Forbidden(RowlockError):
    """This account may not do that"""

    status = 403
    code = "forbidden"


class NotFound(RowlockError):
    """There is no such thing here"""

    status = 404
    code = "not_found"


class Conflict(RowlockError):
    """The present state does not allow it"""

    status = 409
    code = "conflict"


class PreconditionFailed(RowlockError):
    """Somebody changed it in the meantime"""

    status = 412
    code = "precondition_failed"


class InvalidValue(RowlockError):
    """A value is not valid"""

    status = 422
    code = "invalid_value"

    @classmethod
    def at(cls, path: str, message: str) -> "InvalidValue":
        """One invalid field, named by its path: `items[0].quantity`."""
        return cls(f"{path}: {message}", errors=[{"path": path, "message": message}])


class Unavailable(RowlockError):
    """The shop is busy; try again soon"""

    status = 503
    code = "unavailable"

    def __init__(self, detail: str | None = None, **extra: Any) -> None:
        super().__init__(detail, headers={"Retry-After": "1"}, **extra)
