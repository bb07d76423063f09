"""A whole shop for a test: its own database, and the api and the worker as real processes."""

import asyncio
import email
import email.policy
import functools
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import httpx

from rowlock import settings as settings_module
from rowlock.accounts import door
from rowlock.embedded.servers import Endpoints
from rowlock.settings import Settings

T = TypeVar("T")

PASSWORD = "Quartz-Lantern-58"
TEMPLATE = "rowlock_template"


def database_url(url: str, name: str) -> str:
    """The same server and role, another database."""
    return url.rpartition("/")[0] + "/" + name


def patiently(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """Comes back as clients do where a shop is busy and says when, within a minute: for crowds on a slow machine."""
    deadline = time.monotonic() + 60
    while (answer := ask()).status_code == 503 and time.monotonic() < deadline:
        time.sleep(int(answer.headers["Retry-After"]))
    return answer


def unique(prefix: str) -> str:
    return f"{prefix}-{secrets.token_hex(5)}"


class _Shared(httpx.BaseTransport):
    """The connections of one shop, for all of its clients: each of their own would keep a descriptor open, and would
    read the certificates of the world for a server that has none.
    """

    def __init__(self) -> None:
        # No bound on those that rest: the pool would close one above it that another thread was just given, and that
        # thread would read from a closed descriptor. They expire by themselves.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
        self.connections = httpx.HTTPTransport(verify=False, limits=limits)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.connections.handle_request(request)

    def close(self) -> None:
        """Not by a client: the shop closes them."""


class Shop:
    """Started by `open_shop`; tests talk to it over HTTP, by the command line, and look into its database."""

    def __init__(self, environment: dict[str, str], data: Path, apis: int) -> None:
        self.environment = environment
        self.data = data
        self.settings: Settings = settings_module.with_kept_secret(settings_module.read(environment))
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(apis)]
        self.ports = [s.getsockname()[1] for s in self.sockets]
        self._shared = _Shared()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports[0]}"

    @property
    def database_url(self) -> str:
        assert self.settings.database_url
        return self.settings.database_url

    def start(self, *, worker: bool = True) -> None:
        for number in range(len(self.sockets)):
            self.start_process(f"api-{number}")
        if worker:
            self.start_process("worker")
        self.until_ready()

    def start_process(self, name: str) -> None:
        """Starts `api-<n>` or `worker`, as it is started by `rowlock up`."""
        kind, _, number = name.partition("-")
        arguments: list[str] = ["worker"]
        fds: tuple[int, ...] = ()
        if kind == "api":
            fd = self.sockets[int(number)].fileno()
            arguments, fds = ["serve", "--fd", str(fd)], (fd,)
        log = (self.data / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            [sys.executable, "-m", "rowlock", *arguments, "--data", str(self.data)],
            env=self.environment,
            stdout=log,
            stderr=log,
            pass_fds=fds,
        )
        log.close()

    def until_ready(self) -> None:
        for port in self.ports:
            self.until(functools.partial(_is_ready, port), seconds=60)

    def log(self, name: str) -> str:
        return (self.data / f"{name}.log").read_text(errors="replace")

    def stop(self) -> None:
        self._shared.connections.close()
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for listener in self.sockets:
            listener.close()

    # People

    def client(self, token: str | None = None, *, api: int = 0, cart: str | None = None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        if cart is not None:
            headers["X-Cart-Token"] = cart
        url = f"http://127.0.0.1:{self.ports[api]}/api/v1"
        return httpx.Client(base_url=url, headers=headers, timeout=60, transport=self._shared)

    def browser(self, **headers: str) -> httpx.Client:
        """Somebody who keeps cookies and asks for pages."""
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, transport=self._shared)

    def guest(self) -> httpx.Client:
        return self.client()

    def login(self, address: str, password: str = PASSWORD) -> httpx.Client:
        answer = self.guest().post("/auth/login", json={"email": address, "password": password})
        assert answer.status_code == 200, answer.text
        return self.client(answer.json()["access_token"])

    def user(self, role: str, address: str | None = None) -> tuple[httpx.Client, str, UUID]:
        """A new verified account: its client, its address, its id."""
        address = address or f"{unique(role)}@shop.example"
        user_id = asyncio.run(door.create_user(self.settings, address, PASSWORD, role))
        return self.login(address), address, user_id

    def admin(self) -> httpx.Client:
        return self.user("admin")[0]

    def vendor(self) -> httpx.Client:
        return self.user("vendor")[0]

    def customer(self) -> httpx.Client:
        return self.user("customer")[0]

    # What the tests look at

    def run(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        return asyncio.run(awaited())

    def sql(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Rows as the program's own role sees them."""
        return self.run(_rows(self.database_url, query, values))

    def execute(self, query: str, *values: Any, as_owner: bool = False) -> None:
        url = self.settings.database_owner_url if as_owner else self.database_url
        assert url
        self.run(_rows(url, query, values))

    def cli(self, *arguments: str, stdin: str | None = None, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "rowlock", *arguments, "--data", str(self.data)],
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def until(self, fact: Callable[[], T], *, seconds: float = 15) -> T:
        """Waits until `fact()` is true and returns it."""
        deadline = time.monotonic() + seconds
        while True:
            if found := fact():
                return found
            assert time.monotonic() < deadline, f"not within {seconds} s; logs in {self.data}: {self._tails()}"
            time.sleep(0.03)

    def mails(self, to: str) -> list[EmailMessage]:
        found = []
        for path in sorted((self.data / "mail").glob("**/*.eml")):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if to in str(message["to"]):
                found.append(message)
        return found

    def wait_mail(self, to: str, containing: str = "", *, seconds: float = 20) -> EmailMessage:
        def arrived() -> EmailMessage | None:
            for message in self.mails(to):
                if containing.lower() in (str(message["subject"]) + mail_text(message)).lower():
                    return message
            return None

        found = self.until(arrived, seconds=seconds)
        assert found is not None
        return found

    def drain(self) -> None:
        """Waits until the worker has done everything that was staged."""
        self.until(
            lambda: self.sql("SELECT count(*) AS n FROM outbox WHERE status IN ('pending', 'claimed')")[0]["n"] == 0,
            seconds=60,
        )

    def assert_books_balance(self) -> None:
        """Everything staged is done, and `rowlock verify` finds nothing."""
        self.drain()
        verified = self.cli("verify")
        assert verified.returncode == 0, verified.stdout + verified.stderr

    def _tails(self) -> str:
        return "\n".join(f"{name}: {self.log(name)[-1500:]}" for name in self.processes)


def mail_text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content


@contextmanager
def open_shop(
    endpoints: Endpoints, data: Path, redis_number: int, *, apis: int = 1, worker: bool = True, **given: str
) -> Iterator[Shop]:
    """A shop on a fresh clone of the migrated template; its database is dropped at the end."""
    name = "shop_" + secrets.token_hex(6)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ROWLOCK_")}
    environment = {
        **clean,
        "ROWLOCK_DATA": str(data),
        "ROWLOCK_DATABASE_URL": database_url(endpoints.database_url, name),
        "ROWLOCK_DATABASE_OWNER_URL": database_url(endpoints.owner_url, name),
        "ROWLOCK_REDIS_URL": f"{endpoints.redis_url.rpartition('/')[0]}/{redis_number}",
        "ROWLOCK_RATE_LIMIT": "off",
        "ROWLOCK_LOG_FORMAT": "json",
        **given,
    }
    asyncio.run(_rows(endpoints.superuser_url, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER rowlock_owner", ()))
    shop = Shop(environment, data, apis)
    try:
        shop.start(worker=worker)
        yield shop
    finally:
        shop.stop()
        asyncio.run(_rows(endpoints.superuser_url, f"DROP DATABASE {name} WITH (FORCE)", ()))


async def _rows(url: str, query: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
    connection = await asyncpg.connect(url)
    try:
        return [dict(row) for row in await connection.fetch(query, *values)]
    finally:
        await connection.close()


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
