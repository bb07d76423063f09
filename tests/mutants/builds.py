"""The program broken on purpose: a copy of its sources with one place changed."""

import shutil
from pathlib import Path

import msgspec

import rowlock

_ROOT = Path(rowlock.__file__).parents[2]


class Mutant(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with the build, the place (`was` stands in `file` once), and the races that must notice."""

    wrong: str
    file: str
    was: str
    becomes: str
    races: tuple[str, ...]
    is_swapped: bool = False
    """Whether it shows where the second one of the race comes first."""


def build(mutant: Mutant, folder: Path) -> Path:
    """The folder that Python must look into first to run the broken program."""
    for tree in ("src", "sql", "migrations"):
        shutil.copytree(_ROOT / tree, folder / tree, ignore=shutil.ignore_patterns("__pycache__"))
    place = folder / mutant.file
    text = place.read_text()
    if text.count(mutant.was) != 1:
        raise LookupError(f"{mutant.file} has {text.count(mutant.was)} places like {mutant.was!r}")
    place.write_text(text.replace(mutant.was, mutant.becomes))
    return folder / "src"
