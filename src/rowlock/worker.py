"""The worker process: the outbox relay, arq as executor of its rows, and the periodic jobs."""

import asyncio
import contextlib
import signal
from typing import Any, Final, cast

import arq
import arq.worker
import msgspec
import structlog
from redis.exceptions import RedisError

from rowlock import logs
from rowlock.accounts import jobs as accounts_jobs
from rowlock.analytics import jobs as analytics_jobs
from rowlock.announcements import listen
from rowlock.cart import jobs as cart_jobs
from rowlock.catalogue import jobs as catalogue_jobs
from rowlock.db.database import Database
from rowlock.edge_cache import jobs as edge_cache_jobs
from rowlock.idempotency import jobs as idempotency_jobs
from rowlock.inventory import jobs as inventory_jobs
from rowlock.invoices import jobs as invoices_jobs
from rowlock.mail.mailer import open_mailer
from rowlock.operations import jobs as operations_jobs
from rowlock.orders import jobs as orders_jobs
from rowlock.orders import payment_jobs, return_jobs
from rowlock.outbox import housekeeping, relay, staging
from rowlock.outbox.executor import Executor
from rowlock.outbox.jobs import PERIODIC, JobContext
from rowlock.pictures import jobs as pictures_jobs
from rowlock.rate_limits import jobs as rate_limits_jobs
from rowlock.settings import Settings
from rowlock.storage.store import open_storage
from rowlock.transfers import jobs as transfers_jobs

log: Final = structlog.get_logger("rowlock.worker")

# A feature's jobs register themselves when their module is imported.
_REGISTERED: Final = (
    accounts_jobs,
    analytics_jobs,
    cart_jobs,
    catalogue_jobs,
    edge_cache_jobs,
    housekeeping,
    idempotency_jobs,
    inventory_jobs,
    invoices_jobs,
    operations_jobs,
    orders_jobs,
    payment_jobs,
    pictures_jobs,
    rate_limits_jobs,
    return_jobs,
    transfers_jobs,
)

# Mails are many and wait for others; transfers and pictures are few and work hard.
_AT_ONCE: Final = {"default": 10, "transfers": 2, "pictures": 2}
_STOP_SECONDS: Final = 15.0
_AGAIN_SECONDS: Final = 1.0
# Longer than any job: each job has its own limit, and arq's must never come first.
_LONGEST_SECONDS: Final = 6 * 3600


async def run(settings: Settings) -> None:
    """Works until SIGTERM or SIGINT, then lets running jobs end for a while; what does not end waits in the outbox."""
    logs.configure(settings)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    database = await Database.open(settings, "worker")
    context = JobContext(
        database=database, settings=settings, mailer=open_mailer(settings), storage=open_storage(settings)
    )
    executor = Executor(context)
    wake = asyncio.Event()
    redis_settings = arq.connections.RedisSettings.from_dsn(settings.redis_url or "")
    background = [
        asyncio.create_task(executor.report()),
        asyncio.create_task(listen(settings, {staging.TOPIC: wake.set})),
        asyncio.create_task(_again(lambda: _relay(database, redis_settings, wake))),
        *(asyncio.create_task(executor.run_periodically(p)) for p in PERIODIC.values()),
    ]
    queues = [asyncio.create_task(_again(lambda q=q: _work(executor, redis_settings, q))) for q in relay.QUEUES]
    log.info("worker.ready", jobs=len(PERIODIC))
    await stopping.wait()
    log.info("worker.stops", running=len(executor.running))
    for task in background:
        task.cancel()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(executor.idle.wait(), _STOP_SECONDS)
    for task in queues:
        task.cancel()
    await asyncio.gather(*background, *queues, return_exceptions=True)
    await executor.say_goodbye()
    await database.close()


async def _relay(database: Database, redis_settings: arq.connections.RedisSettings, wake: asyncio.Event) -> None:
    queue = await arq.create_pool(redis_settings, job_serializer=_encode, job_deserializer=_decode)
    try:
        await relay.relay(database, queue, wake)
    finally:
        await queue.aclose()


async def _work(executor: Executor, redis_settings: arq.connections.RedisSettings, queue: str) -> None:
    async def run_outbox_row(_: dict[Any, Any], row_id: str, attempts: int) -> None:
        await executor.run_row(row_id, attempts)

    worker = arq.worker.Worker(
        functions=[arq.worker.func(cast(Any, run_outbox_row), name=relay.ROW_FUNCTION, max_tries=1, keep_result=0)],
        queue_name=relay.QUEUES[queue],
        redis_settings=redis_settings,
        max_jobs=_AT_ONCE[queue],
        job_timeout=_LONGEST_SECONDS,
        keep_result=0,
        poll_delay=0.1,
        handle_signals=False,
        retry_jobs=False,
        job_serializer=_encode,
        job_deserializer=_decode,
        log_results=False,
    )
    try:
        await worker.async_run()
    finally:
        await worker.close()


async def _again(start: Any) -> None:
    """arq ends when Redis restarts; here it begins again when Redis is back. The outbox loses nothing meanwhile."""
    while True:
        try:
            await start()
        except (RedisError, OSError) as error:
            log.warning("queue.lost", error=str(error))
        with contextlib.suppress(TimeoutError):
            await asyncio.sleep(_AGAIN_SECONDS)


# Pickle, arq's default, would run code for whoever can write to Redis.
def _encode(message: dict[str, Any]) -> bytes:
    return msgspec.msgpack.encode(message)


def _decode(message: bytes) -> dict[str, Any]:
    decoded: dict[str, Any] = msgspec.msgpack.decode(message)
    return decoded
