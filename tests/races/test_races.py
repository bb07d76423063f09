"""Whoever comes first, the outcome is decided, each is told the truth, and the books balance."""

from collections.abc import Iterator

import pytest

from rowlock.operations import invariants
from tests.conftest import ShopOpener
from tests.races.barrier import run_in_order
from tests.races.matrix import pairs
from tests.races.race import Race
from tests.races.scenes import Stage
from tests.races.table import APART, RACES

pytestmark = pytest.mark.xdist_group("races")

ORDERS = [(race, False) for race in RACES] + [(race, True) for race in RACES if race.swapped is not None]


@pytest.fixture(scope="module")
def stage(opener: ShopOpener) -> Iterator[Stage]:
    """The worker starts when the races are over: its periodic jobs would take part in them."""
    with opener(worker=False) as shop:
        yield Stage(shop)
        shop.start_process("worker")
        shop.assert_books_balance()


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


@pytest.mark.parametrize(
    ("race", "is_swapped"), ORDERS, ids=[f"{race.name}{', swapped' if swapped else ''}" for race, swapped in ORDERS]
)
def test_a_race_ends_as_the_table_says(stage: Stage, race: Race, is_swapped: bool) -> None:
    run(stage, race, is_swapped)


def test_every_pair_is_raced_or_shares_no_row() -> None:
    raced = {race.pair for race in RACES}
    assert raced | set(APART) == set(pairs())
    assert not raced & set(APART)
