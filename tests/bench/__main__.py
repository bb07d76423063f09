"""`python -m tests.bench`: speed as ratios, ours and the yardstick measured in turn in one run.

Nothing fails because it is slow, and nothing is written but below a temporary folder.
"""

import argparse
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from tests.bench import analytics, back_office, exports, guard, orders, reads, sizes, starts
from tests.bench.report import Row, print_rows
from tests.bench.shops import MeasuredShop, filled_before, measured


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How large and how long."""

    small_products: int
    large_products: int
    orders: int
    seconds: float
    rounds: int
    placed: int
    distinct: int


_QUICK = Plan(
    small_products=1_000, large_products=10_000, orders=20_000, seconds=1.5, rounds=2, placed=640, distinct=20_000
)
_FULL = Plan(
    small_products=10_000,
    large_products=100_000,
    orders=1_000_000,
    seconds=5,
    rounds=5,
    placed=3_200,
    distinct=1_000_000,
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a first look within three minutes, on small shops")
    parser.add_argument("--million", action="store_true", help="1,000,000 products, and a tenth of the orders")
    parser.add_argument(
        "--only",
        choices=(
            "cache",
            "memory",
            "reads",
            "guard",
            "orders",
            "sizes",
            "back-office",
            "exports",
            "analytics",
            "starts",
        ),
        help="one part alone",
    )
    parser.add_argument(
        "--data",
        type=Path,
        help="measure back-office, exports and analytics in the shop of this folder, which it then has orders of",
    )
    given = parser.parse_args()
    plan = _QUICK if given.quick else _FULL
    if given.million:
        plan = msgspec.structs.replace(plan, large_products=1_000_000, orders=plan.orders // 10)
    with tempfile.TemporaryDirectory(prefix="rowlock-bench-") as folder:
        rows = _measure(plan, Path(folder), given.only, given.data)
    print()
    print_rows(rows)
    print(
        "\nper cpu s: answers for each second of processor time of the one serving process, since here the load client"
        "\nneeds a core too. A ratio is the median of the ratios of the rounds."
    )


def _measure(plan: Plan, folder: Path, only: str | None, data: Path | None) -> list[Row]:
    rows: list[Row] = []

    def step(part: str, work: Callable[[], list[Row]]) -> None:
        if only is None or only == part:
            print(f"measuring {part} …", flush=True)
            try:
                rows.extend(work())
            # What one part cannot measure is a row of the table, not the end of the rest.
            except (Exception, SystemExit) as error:
                rows.append(Row(what=part, ours="-", yardstick="-", ratio="-", bar=f"not measured: {error!r:.200}"))

    def compared_sizes() -> list[Row]:
        uncached = {"ROWLOCK_EDGE_CACHE_MB": "0"}
        with (
            measured(folder / "few", 1, plan.small_products, 1_000, 5_000, **uncached) as small,
            measured(folder / "large", 1, plan.large_products, 20_000, plan.orders, **uncached) as large,
        ):
            found = sizes.against_fewer_products(large, small, plan.rounds)
            found.append(sizes.broadest_search(large, plan.rounds))
            if only is None:
                step("back-office", lambda: _back_office(large, plan))
                step("exports", lambda: _exports(large, plan, folder))
                step("analytics", lambda: _analytics(large, plan))
            return found

    if only == "sizes":
        step("sizes", compared_sizes)
        return rows
    if only in ("back-office", "exports", "analytics"):
        with (
            filled_before(data, 1)
            if data is not None
            else measured(folder / "large", 1, plan.large_products, 20_000, plan.orders)
        ) as large:
            step("back-office", lambda: _back_office(large, plan))
            step("exports", lambda: _exports(large, plan, folder))
            step("analytics", lambda: _analytics(large, plan))
        return rows
    with measured(folder / "small", 1, plan.small_products, 1_000, 5_000) as small:
        # Memory first, while nothing has been asked of the process but that it be ready.
        step("starts", lambda: [starts.idle_memory(small)])
        step("cache", lambda: reads.against_raw_answers(small, plan.seconds, plan.rounds))
        step("memory", lambda: [reads.memory(small, plan.distinct)])
        step("reads", lambda: reads.past_the_cache(small, plan.seconds, plan.rounds))
        step("guard", lambda: [guard.limiter(small, plan.seconds, plan.rounds), guard.login_storm(small, plan.seconds)])
        cores = len(os.sched_getaffinity(0))
        step("orders", lambda: orders.against_pgbench(small, folder, plan.placed, plan.rounds, cores))
        step("starts", lambda: [starts.restart(small, plan.rounds)])
    step("sizes", compared_sizes)
    return rows


def _back_office(shop: MeasuredShop, plan: Plan) -> list[Row]:
    return [back_office.dashboard(shop, min(plan.rounds, 3))]


def _exports(shop: MeasuredShop, plan: Plan, folder: Path) -> list[Row]:
    rounds = min(plan.rounds, 3)
    return [
        *exports.csv_against_psql(shop, folder, rounds),
        *exports.memory(shop),
        exports.xlsx_against_xlsxwriter(shop, folder, rounds),
    ]


def _analytics(shop: MeasuredShop, plan: Plan) -> list[Row]:
    return [*analytics.against_the_tables(shop, min(plan.rounds, 3)), analytics.placement(shop, plan.rounds)]


if __name__ == "__main__":
    main()
