"""What protection costs: the rate limiter on each answer, and a storm of log-ins on everybody else."""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

from tests.bench import client
from tests.bench.report import Row, interleaved
from tests.bench.shops import NO_BOUND, MeasuredShop, served

# Counted like any other, and nothing but the way through the layers.
_CHEAP: Final = client.get("/docs")
_IN_FLIGHT: Final = 50
_DEMO_PASSWORD: Final = "rowlock-demo"


def limiter(shop: MeasuredShop, seconds: float, rounds: int) -> Row:
    """The median latency of one client, of two processes of the same shop that differ in their limits only."""
    with served(shop, ROWLOCK_RATE_LIMIT=NO_BOUND) as limited, served(shop, ROWLOCK_RATE_LIMIT="off") as unlimited:

        def p50(of_port: int) -> float:
            load = client.Load(host="127.0.0.1", port=of_port, connections=1, seconds=seconds, requests=[_CHEAP])
            return client.measure(load).p50 * 1000

        ours, without = interleaved(rounds, lambda: p50(limited.port), lambda: p50(unlimited.port))
    added = sorted(a - b for a, b in zip(ours, without, strict=True))[rounds // 2]
    return Row(
        what="an answer with rate limits | without, one client",
        ours=f"{sorted(ours)[rounds // 2]:.0f} us",
        yardstick=f"{sorted(without)[rounds // 2]:.0f} us",
        ratio=f"{added:+.0f} us",
        bar="<= 60 us",
    )


def login_storm(shop: MeasuredShop, seconds: float) -> Row:
    """GET /health while 50 log-ins are in flight, against the same at rest."""
    emails = [row["email"] for row in shop.sql("SELECT email FROM users WHERE role = 'customer' ORDER BY id LIMIT 200")]
    logins = [client.post("/api/v1/auth/login", {"email": email, "password": _DEMO_PASSWORD}) for email in emails]

    def health() -> float:
        load = client.Load(
            host=shop.host, port=shop.port, connections=1, seconds=seconds, requests=[client.get("/health")]
        )
        return client.measure(load).p99

    at_rest = health()
    with ThreadPoolExecutor(1) as pool:
        storm = pool.submit(shop.load, logins, seconds * 1.5, _IN_FLIGHT)
        meanwhile = health()
        found = storm.result()
    return Row(
        what=f"p99 of /health, {_IN_FLIGHT} log-ins in flight ({found.per_second:.0f}/s) | at rest",
        ours=f"{meanwhile:.2f} ms",
        yardstick=f"{at_rest:.2f} ms",
        ratio=f"{meanwhile / at_rest:.1f}",
        bar="<= 50 ms",
    )
