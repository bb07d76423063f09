"""Whoever comes first, the outcome is decided, each is told the truth, and the books balance."""

from collections.abc import Iterator

import pytest

from tests.conftest import ShopOpener
from tests.races.matrix import pairs
from tests.races.race import Race, run
from tests.races.scenes import SETTINGS, Stage
from tests.races.table import APART, RACES

pytestmark = pytest.mark.xdist_group("races")

ORDERS = [(race, False) for race in RACES] + [(race, True) for race in RACES if race.swapped is not None]


@pytest.fixture(scope="module")
def stage(opener: ShopOpener) -> Iterator[Stage]:
    """The worker starts when the races are over: its periodic jobs would take part in them."""
    with opener(worker=False, **SETTINGS) as shop:
        yield Stage(shop)
        shop.start_process("worker")
        shop.assert_books_balance()


@pytest.mark.parametrize(
    ("race", "is_swapped"), ORDERS, ids=[f"{race.name}{', swapped' if swapped else ''}" for race, swapped in ORDERS]
)
def test_a_race_ends_as_the_table_says(stage: Stage, race: Race, is_swapped: bool) -> None:
    run(stage, race, is_swapped)


def test_every_pair_is_raced_or_shares_no_row() -> None:
    raced = {race.pair for race in RACES}
    assert raced | set(APART) == set(pairs())
    assert not raced & set(APART)
