"""What an idle api process holds, and how long `rowlock up` takes where it ran before."""

import statistics

from tests.bench import processes
from tests.bench.report import Row
from tests.bench.shops import MeasuredShop


def idle_memory(shop: MeasuredShop) -> Row:
    mib = max(processes.resident_mib(pid) for pid in shop.api_pids)
    return Row(what="memory of an idle api process", ours=f"{mib:.0f} MiB", yardstick="-", ratio="-", bar="<= 120 MiB")


def restart(shop: MeasuredShop, rounds: int) -> Row:
    """Ends with the shop open, on another port."""
    seconds = []
    for _ in range(rounds):
        shop.opened.stop()
        shop.opened.start(1)
        seconds.append(shop.opened.started_in)
    middle = statistics.median(seconds)
    return Row(what="rowlock up on an existing folder", ours=f"{middle:.1f} s", yardstick="-", ratio="-", bar="<= 4 s")
