"""What a page says after something was done, by the word that stands as `done` in its address."""

from typing import Final

NOTICES: Final[dict[str, str]] = {
    "checked": "The invariants are being asked. The answer appears here when they have.",
    "discarded": "The work was given up.",
    "role_changed": "The role was changed.",
    "retried": "The work is tried again.",
    "sessions_ended": "All sessions of this user were ended.",
    "status_changed": "The account was changed.",
}
