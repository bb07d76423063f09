"""What a race is."""

from collections.abc import Callable
from typing import Any

import msgspec

from rowlock.operations import invariants
from tests.races.barrier import Held, run_in_order
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


def run(stage: Stage, race: Race, is_swapped: bool) -> None:
    """Runs a race in one order; AssertionError where anything is otherwise than the table says, or than it must be."""
    ending = race.swapped if is_swapped else race.ending
    assert ending is not None
    scene = race.prepare(stage)
    acts = [lambda: race.first(scene), lambda: race.second(scene)]
    step = -1 if is_swapped else 1
    told = run_in_order(stage.shop.database_url, race.hold(scene), *acts[::step])[::step]
    assert told == ending.told
    assert {name: scene.fact(name) for name in ending.facts} == ending.facts
    assert stage.shop.run(invariants.run(stage.shop.database_url)) == []
