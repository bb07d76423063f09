"""How a keyed request is refused.

IdempotencyInProgress     409
IdempotencyKeyReused      422
ReplayedRefusal           409   the first answer was a refusal, and here it is again
"""

from rowlock.errors import Conflict, InvalidValue
from rowlock.idempotency.types import KeptRefusal


class IdempotencyInProgress(Conflict):
    """The first request with this idempotency key is still under way"""

    code = "idempotency_in_progress"

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


class IdempotencyKeyReused(InvalidValue):
    """This idempotency key was used for another request"""

    code = "idempotency_key_reused"


class ReplayedRefusal(Conflict):
    """The first request with this key was refused"""

    def __init__(self, kept: KeptRefusal) -> None:
        super().__init__(kept.detail, headers={"Idempotent-Replayed": "true"}, **kept.extra)
        self.kept = kept
        self.code = kept.code  # type: ignore[misc]  # the first answer's own code, not this class's

    @property
    def title(self) -> str:
        return self.kept.title if hasattr(self, "kept") else ""
