"""`python -m tests.load.run USERS SECONDS`: a sale day on a shop of its own, then the books.

Exits 1 when anything unexpected was answered or `rowlock verify` finds anything.
"""

import csv
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Final

import msgspec

from tests.load.opened import OpenedShop, opened

DEMO: Final = {"products": 2_000, "customers": 500, "orders": 2_000}
_LOCUSTFILE: Final = Path(__file__).with_name("locustfile.py")


class _Counted(msgspec.Struct, kw_only=True):
    """What locust says of one kind of request; how many took so many milliseconds."""

    name: str
    num_requests: int
    num_failures: int
    response_times: dict[float, int]

    def percentile(self, share: float) -> float:
        left = share * sum(self.response_times.values())
        for milliseconds, count in sorted(self.response_times.items()):
            left -= count
            if left <= 0:
                return milliseconds
        return 0.0


def main() -> int:
    users, seconds = (int(argument) for argument in sys.argv[1:3])
    processes = max(1, len(os.sched_getaffinity(0)) // 2)
    with tempfile.TemporaryDirectory(prefix="rowlock-load-") as folder, opened(Path(folder), processes) as shop:
        shop.rowlock("demo", *(f"--{name}={count}" for name, count in DEMO.items()))
        print(f"{users} users for {seconds} s against {processes} api process(es) at {shop.url}", flush=True)
        counted = _locust(shop, users, seconds, Path(folder))
        _print_table(counted, seconds)
        _print_failures(Path(folder))
        verified = shop.verified()
    print("\nverify:", (verified.stdout + verified.stderr).strip())
    return int(_sum(counted).num_failures > 0 or verified.returncode != 0)


def _locust(shop: OpenedShop, users: int, seconds: int, folder: Path) -> list[_Counted]:
    """In a process of its own, since gevent changes the whole standard library under whoever imports it."""
    found, log = folder / "stats.json", folder / "locust.log"
    command = [
        *(sys.executable, "-m", "locust", "--locustfile", str(_LOCUSTFILE), "--host", shop.url, "--headless"),
        *("--users", str(users), "--spawn-rate", str(max(1, users / min(10, seconds))), "--run-time", f"{seconds}s"),
        *("--stop-timeout", "10", "--json-file", str(found.with_suffix("")), "--csv", str(folder / "load")),
        *("--only-summary", "--loglevel", "WARNING", "--exit-code-on-error", "0"),
    ]
    environment = {**os.environ, "LOAD_CUSTOMERS": str(DEMO["customers"])}
    with log.open("wb") as file:
        ended = subprocess.run(
            command, env=environment, stdout=file, stderr=file, timeout=seconds + 120, check=False
        ).returncode
    if ended != 0:
        raise SystemExit(f"locust ended with {ended}:\n{log.read_text()[-2000:]}")
    return msgspec.json.decode(found.read_bytes(), type=list[_Counted])


def _print_table(counted: list[_Counted], seconds: int) -> None:
    """A line for each kind of request, and one for all."""
    print(f"\n{'':44}{'requests':>9}{'per s':>9}{'p50 ms':>8}{'p95':>7}{'p99':>7}{'failed':>8}")
    for one in [*sorted(counted, key=lambda c: c.name), _sum(counted)]:
        figures = "".join(f"{one.percentile(share):>{width}.0f}" for share, width in ((0.5, 8), (0.95, 7), (0.99, 7)))
        rate = one.num_requests / seconds
        print(f"{one.name[:43]:44}{one.num_requests:>9}{rate:>9.1f}{figures}{one.num_failures:>8}")


def _print_failures(folder: Path) -> None:
    with (folder / "load_failures.csv").open() as file:
        for row in csv.DictReader(file):
            print(f"failed {row['Occurrences']} times: {row['Name']}: {row['Error']}")


def _sum(counted: list[_Counted]) -> _Counted:
    times: Counter[float] = Counter()
    for one in counted:
        times.update(one.response_times)
    requests, failures = (sum(getattr(one, name) for one in counted) for name in ("num_requests", "num_failures"))
    return _Counted(name="all", num_requests=requests, num_failures=failures, response_times=dict(times))


if __name__ == "__main__":
    sys.exit(main())
