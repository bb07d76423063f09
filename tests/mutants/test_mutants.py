"""Each race notices what it is there for: it fails against a build that is broken in that one place."""

from pathlib import Path

import pytest

from tests.conftest import ShopOpener
from tests.mutants.builds import Mutant, build
from tests.mutants.list import MUTANTS
from tests.races.race import run
from tests.races.scenes import SETTINGS, Stage
from tests.races.table import RACES

_RACES = {race.name: race for race in RACES}


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.wrong for mutant in MUTANTS])
def test_a_race_notices_that(mutant: Mutant, opener: ShopOpener, tmp_path: Path) -> None:
    with opener(worker=False, PYTHONPATH=str(build(mutant, tmp_path)), **SETTINGS) as shop:
        stage = Stage(shop)
        for name in mutant.races:
            with pytest.raises(AssertionError):
                run(stage, _RACES[name], mutant.is_swapped)
