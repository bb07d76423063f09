"""What a race is."""

from collections.abc import Callable
from typing import Any

import msgspec

from tests.races.barrier import Held
from tests.races.contenders import Contender
from tests.races.scenes import Scene, Stage


class Ending(msgspec.Struct, frozen=True):
    """What each is told, in the order in which the race names them, and what is to be seen afterwards."""

    told: tuple[str, str]
    facts: dict[str, Any]


class Race(msgspec.Struct, frozen=True, kw_only=True):
    """`first` and `second` over the rows that `hold` names; `swapped` is the end where `second` comes first."""

    pair: tuple[str, str]
    over: str
    rows: str
    prepare: Callable[[Stage], Scene]
    hold: Callable[[Scene], Held]
    first: Contender
    second: Contender
    ending: Ending
    swapped: Ending | None = None
    """None where both do the same, so that the other order is this one."""

    @property
    def name(self) -> str:
        return f"{'/'.join(self.pair)}: {self.over}"
