"""`python -m tests.races.matrix`: the table of races as it stands, a line for each order."""

from tests.races.race import Ending
from tests.races.table import APART, CONTENDERS, RACES


def pairs() -> list[tuple[str, str]]:
    """Each with each, and with itself."""
    return [(one, other) for number, one in enumerate(CONTENDERS) for other in CONTENDERS[number:]]


def lines() -> list[str]:
    found = [f"{'pair':16}{'over':48}{'rows':28}{'first':8}outcome"]
    for pair in pairs():
        name = "/".join(pair)
        if pair in APART:
            found.append(f"{name:16}shares no row: {APART[pair]}")
        for race in (race for race in RACES if race.pair == pair):
            label = f"{name:16}{race.over:48}{race.rows:28}"
            found.append(f"{label}{'either' if race.swapped is None else pair[0]:8}{_ending(pair, race.ending)}")
            if race.swapped is not None:
                found.append(f"{'':92}{_other(pair):8}{_ending(pair, race.swapped)}")
    return found


def _other(pair: tuple[str, str]) -> str:
    return pair[1] if pair[0] != pair[1] else "other"


def _ending(pair: tuple[str, str], ending: Ending) -> str:
    told = ", ".join(f"{name} {said}" for name, said in zip(pair, ending.told, strict=True))
    return f"{told}; " + ", ".join(f"{name} {value}" for name, value in ending.facts.items())


if __name__ == "__main__":
    print("\n".join(lines()))
