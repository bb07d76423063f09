"""`python -m tests.load.run USERS SECONDS`: a sale day on a shop of its own, then the books.

Exits 1 when anything unexpected was answered or `rowlock verify` finds anything.
"""

import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.load.opened import OpenedShop, opened

DEMO: Final = {"products": 2_000, "customers": 500, "orders": 2_000}
_LOCUSTFILE: Final = Path(__file__).with_name("locustfile.py")


def main() -> int:
    users, seconds = (int(argument) for argument in sys.argv[1:3])
    processes = max(1, len(os.sched_getaffinity(0)) // 2)
    with tempfile.TemporaryDirectory(prefix="rowlock-load-") as folder, opened(Path(folder), processes) as shop:
        shop.rowlock("demo", *(f"--{name}={count}" for name, count in DEMO.items()))
        print(f"{users} users for {seconds} s against {processes} api process(es) at {shop.url}", flush=True)
        stats = Path(folder) / "stats"
        ended = _locust(shop, users, seconds, stats)
        failures = _print_table(stats)
        verified = shop.verified()
    print(verified.stdout.strip())
    if ended not in (0, 1):
        print(f"locust ended with {ended}")
    return int(ended != 0 or failures > 0 or verified.returncode != 0)


def _locust(shop: OpenedShop, users: int, seconds: int, stats: Path) -> int:
    """Its own process, since gevent changes the whole standard library under whoever imports it."""
    command = [
        *(sys.executable, "-m", "locust", "--locustfile", str(_LOCUSTFILE), "--host", shop.url, "--headless"),
        *("--users", str(users), "--spawn-rate", str(max(1, users / min(10, seconds))), "--run-time", f"{seconds}s"),
        *(
            "--stop-timeout",
            "10",
            "--csv",
            str(stats),
            "--only-summary",
            "--loglevel",
            "WARNING",
            "--exit-code-on-error",
            "0",
        ),
    ]
    environment = {**os.environ, "LOAD_CUSTOMERS": str(DEMO["customers"])}
    return subprocess.run(
        command, env=environment, stdout=subprocess.DEVNULL, timeout=seconds + 120, check=False
    ).returncode


def _print_table(stats: Path) -> int:
    """A line for each kind of request and for all; returns the number of failures."""
    print(f"\n{'':44}{'requests':>9}{'per s':>9}{'p50 ms':>8}{'p95':>7}{'p99':>7}{'failed':>8}")
    failed = 0
    with Path(f"{stats}_stats.csv").open() as file:
        for row in csv.DictReader(file):
            failed = int(row["Failure Count"])
            print(
                f"{row['Name'][:43]:44}{row['Request Count']:>9}{float(row['Requests/s']):>9.1f}"
                f"{row['50%']:>8}{row['95%']:>7}{row['99%']:>7}{failed:>8}"
            )
    with Path(f"{stats}_failures.csv").open() as file:
        for row in csv.DictReader(file):
            print(f"failed {row['Occurrences']} times: {row['Name']}: {row['Error']}")
    print()
    return failed


if __name__ == "__main__":
    sys.exit(main())
