"""The system as its operators see it: its parts, its dead letters, what the invariants say."""

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.shop import Shop


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    """Of its own, since it is broken on purpose."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # a port on which nobody listens
        with opener(ROWLOCK_SMTP_URL=f"smtp://127.0.0.1:{taken.getsockname()[1]}") as opened:
            yield opened


def make_dead_job(shop: Shop, job: str = "paint_the_fence") -> str:
    """Work that no worker knows fails for good at once."""
    rows = shop.sql("INSERT INTO outbox (job, arguments) VALUES ($1, '{}') RETURNING id::text", job)
    job_id: str = rows[0]["id"]
    shop.until(lambda: shop.sql("SELECT 1 FROM outbox WHERE id = $1 AND status = 'dead'", job_id))
    return job_id


def test_each_part_says_how_it_is_and_one_that_is_not_well_degrades_the_whole(shop: Shop) -> None:
    admin = shop.admin()
    shop.until(lambda: admin.get("/admin/system/health").json()["components"]["worker"]["state"] == "ok")
    health = admin.get("/admin/system/health").json()
    assert set(health["components"]) == {
        "database", "replica", "redis", "storage", "mail", "worker", "queue", "read_models", "disk",
    }  # fmt: skip
    assert health["status"] == "degraded"
    assert health["components"]["mail"]["state"] == "down"
    parts = health["components"]
    assert parts["database"]["state"] == parts["redis"]["state"] == parts["storage"]["state"] == "ok"
    assert 0 < parts["database"]["figures"]["connections"] <= parts["database"]["figures"]["most_connections"]
    assert parts["worker"]["figures"]["living"] == 1
    assert "127.0.0.1" not in str(health)


def test_the_worker_yields_the_processor_to_requests(shop: Shop) -> None:
    shop.until(lambda: shop.admin().get("/admin/system/health").json()["components"]["worker"]["state"] == "ok")
    own = os.getpriority(os.PRIO_PROCESS, 0)
    kindness = {name: os.getpriority(os.PRIO_PROCESS, process.pid) for name, process in shop.processes.items()}
    assert kindness["api-0"] == own
    assert kindness["worker"] > own


def test_a_worker_that_died_is_missed_and_one_that_ended_in_order_is_not(shop: Shop) -> None:
    admin = shop.admin()

    def workers() -> list[str]:
        return [worker["id"] for worker in admin.get("/admin/system/health").json()["workers"]]

    (first,) = shop.until(workers)
    shop.processes["worker"].terminate()
    shop.processes["worker"].wait()
    assert workers() == []
    shop.start_process("worker")
    (second,) = shop.until(workers)
    assert second != first
    shop.processes["worker"].kill()
    shop.processes["worker"].wait()
    assert workers() == [second]
    shop.execute("UPDATE workers SET seen_at = now() - interval '1 minute'")
    part = admin.get("/admin/system/health").json()["components"]["worker"]
    assert part["state"] == "degraded"
    assert part["figures"]["living"] == 0
    assert part["figures"]["silent_seconds"] >= 60
    shop.start_process("worker")
    shop.until(lambda: admin.get("/admin/system/health").json()["components"]["worker"]["state"] == "ok")
    shop.execute("DELETE FROM workers WHERE id = $1", second)


def test_dead_work_is_listed_with_its_error_and_tried_again(shop: Shop) -> None:
    admin = shop.admin()
    job_id = make_dead_job(shop)
    found = admin.get("/admin/system/jobs", params={"status": "dead", "job": "paint_the_fence"}).json()
    assert found["items"][0]["id"] == job_id
    assert found["items"][0]["last_error"] == "GiveUp: this program has no job named paint_the_fence"
    assert admin.get("/admin/system/health").json()["components"]["queue"]["figures"]["dead"] >= 1
    shop.execute("UPDATE outbox SET job = 'check_invariants', arguments = $1::text::jsonb WHERE id = $2",
                 f'{{"run_id": "{job_id}"}}', job_id)  # fmt: skip
    retried = admin.post(f"/admin/system/jobs/{job_id}/retry")
    assert retried.status_code == 200
    assert retried.json()["status"] in ("pending", "claimed", "done"), "the worker may be quicker than the answer"
    shop.until(lambda: shop.sql("SELECT 1 FROM outbox WHERE id = $1 AND status = 'done'", job_id))
    again = admin.post(f"/admin/system/jobs/{job_id}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "job_not_dead")
    entry = admin.get("/admin/audit-log", params={"object_id": job_id, "action": "job.retry"}).json()["items"][0]
    assert entry["before"] == {"status": "dead", "job": "check_invariants"}


def test_dead_work_can_be_given_up_and_stays_given_up(shop: Shop) -> None:
    admin = shop.admin()
    job_id = make_dead_job(shop)
    assert admin.post(f"/admin/system/jobs/{job_id}/discard").json()["status"] == "discarded"
    assert admin.post(f"/admin/system/jobs/{job_id}/retry").json()["code"] == "job_not_dead"
    assert admin.post(f"/admin/system/jobs/{job_id}/discard").json()["code"] == "job_not_dead"
    dead = admin.get("/admin/system/jobs", params={"status": "dead"}).json()["items"]
    assert job_id not in [job["id"] for job in dead]
    unknown = admin.post("/admin/system/jobs/019a0000-0000-7000-8000-000000000000/retry")
    assert unknown.status_code == 404


def test_the_invariants_are_asked_by_the_worker_and_their_answers_kept(shop: Shop) -> None:
    admin = shop.admin()
    variant_id = make_product(admin, stock=3)["variants"][0]["id"]
    assert _checked(shop, admin)["findings"] == []
    shop.execute("UPDATE inventory SET on_hand = on_hand + 1 WHERE variant_id = $1", variant_id)
    broken = _checked(shop, admin)
    shop.execute("UPDATE inventory SET on_hand = on_hand - 1 WHERE variant_id = $1", variant_id)
    finding = next(f for f in broken["findings"] if f["name"] == "stock_is_the_sum_of_its_ledger")
    assert finding["ids"] == [variant_id]
    assert broken["checked"] > 20
    history = admin.get("/admin/system/invariants", params={"limit": 2}).json()["items"]
    assert history[0] == broken


def test_the_settings_are_shown_without_their_secrets(shop: Shop) -> None:
    shown = shop.admin().get("/admin/system/settings").json()["settings"]
    assert shown["ROWLOCK_CURRENCY"] == "USD"
    assert shown["ROWLOCK_JWT_SECRET"] == "***"
    assert shop.settings.jwt_secret is not None
    assert shop.settings.jwt_secret not in str(shown)


def _checked(shop: Shop, admin: Any) -> dict[str, Any]:
    asked = admin.post("/admin/system/invariants")
    assert asked.status_code == 202
    assert asked.json()["findings"] is None

    def ended() -> dict[str, Any] | None:
        run: dict[str, Any] = admin.get(f"/admin/system/invariants/{asked.json()['id']}").json()
        return run if run["finished_at"] else None

    found = shop.until(ended, seconds=30)
    assert found is not None
    return found
