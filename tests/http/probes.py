"""Routes of every kind, built into an app as features are, and served by a process of its own.

Run as `python -m tests.http.probes <fd>` with the settings in the environment.
"""

import asyncio
import os
import socket
import sys
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import uvicorn
from litestar import Controller, Litestar, Request, Response, get, post, put
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody, MultipartBody, QueryParameter

from rowlock import settings as settings_module
from rowlock.app import build, create_app
from rowlock.db.database import Database
from rowlock.errors import Conflict, NotFound
from rowlock.http import etags, protocol
from rowlock.http.auth import Actor, requires_role
from rowlock.http.edge import Edge
from rowlock.http.errors import InvalidToken
from rowlock.http.openapi import CARRIES_TOKEN, problems
from rowlock.http.paging import Page, Paging
from rowlock.rate_limits.policies import PolicyName
from rowlock.settings import Settings

NAMES = [f"row {number:03}" for number in range(1, 51)]
USER = UUID("0198f0c2-a6b7-7b1e-8f5d-3c2b1a098765")

SLOWEST = 1.5
"""Seconds that the probe app waits for a head and for a body."""
KEPT = 4
"""Seconds that it keeps a connection that is not used."""


class OutOfProbes(Conflict):
    """Not enough probes"""

    code = "out_of_probes"


class Line(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    quantity: Annotated[int, msgspec.Meta(ge=1, le=999)]
    note: Annotated[str, msgspec.Meta(max_length=100)] = ""


class CreateProbe(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    lines: Annotated[list[Line], msgspec.Meta(max_length=50)] = []
    day: date | None = None
    product_id: UUID | None = None
    labels: Annotated[dict[Annotated[str, msgspec.Meta(max_length=10)], str], msgspec.Meta(max_length=5)] = {}


class Upload(msgspec.Struct, kw_only=True):
    file: UploadFile


class Uploaded(msgspec.Struct):
    size: int


class Text(msgspec.Struct):
    text: str


class ProbeController(Controller):
    path = "/probes"
    tags = ("Probes",)

    @get()
    async def list_probes(
        self,
        paging: NamedDependency[Paging],
        sort: Annotated[Literal["name", "-name"], QueryParameter(description="The order")] = "name",
        tag: Annotated[list[str] | None, QueryParameter(max_items=5)] = None,
        is_new: Annotated[bool | None, QueryParameter(description="Only new ones")] = None,
        most: Annotated[int | None, QueryParameter(ge=0, le=2**31 - 1)] = None,
    ) -> Page[str]:
        """Lists probes. In an order."""
        names = sorted(NAMES, reverse=sort == "-name")
        after = paging.after(str, sort=sort, filters=tag)
        start = names.index(after) + 1 if after is not None else paging.offset
        rows = names[start : start + paging.limit + 1]
        return paging.page(rows, len(names), sort=sort, filters=tag, key=lambda row: row, item=lambda row: row)

    @post(responses=problems(OutOfProbes))
    async def create_probe(self, data: JSONBody[CreateProbe]) -> CreateProbe:
        """Adds a probe."""
        if data.name == "none left":
            raise OutOfProbes(short=[{"requested": 2, "available": 1}])
        return data

    @get("/{probe_id:uuid}", responses=problems(NotFound, body=Text))
    async def get_probe(self, request: Request[Any, Any, Any], probe_id: FromPath[UUID]) -> Response[bytes]:
        """Gives a probe."""
        if probe_id != USER:
            raise NotFound
        return etags.answer(request, msgspec.json.encode(Text("a probe")))

    @put("/{probe_id:uuid}", guards=[requires_role("admin", area="orders")])
    async def update_probe(
        self, request: Request[Any, Any, Any], probe_id: FromPath[UUID], data: JSONBody[CreateProbe]
    ) -> CreateProbe:
        """Changes a probe."""
        etags.check_if_match(etags.if_match(request), etags.of_version(7))
        return data

    @post("/upload", status_code=202)
    async def upload_probe(self, data: MultipartBody[Upload]) -> Uploaded:
        """Takes a file."""
        size = 0
        while chunk := await data.file.read(65_536):
            size += len(chunk)
        return Uploaded(size)

    @get("/mine")
    async def list_own_probes(self, actor: NamedDependency[Actor]) -> Text:
        """Says who calls."""
        return Text(actor.email)

    @post("/mine")
    async def create_own_probe(self, actor: NamedDependency[Actor], data: JSONBody[Line]) -> Text:
        """Says who calls."""
        return Text(actor.email)

    @get("/anyone")
    async def greet_anyone(self, visitor: NamedDependency[Actor | None]) -> Text:
        """Says who calls, if anybody."""
        return Text(visitor.email if visitor else "a stranger")

    @post("/keyed")
    async def create_keyed(self, idempotency_key: NamedDependency[str | None]) -> Text:
        """Says the key."""
        return Text(repr(idempotency_key))

    @post("/maybe")
    async def maybe_create(self, data: JSONBody[Line | None] = None) -> Text:
        """Takes a body or none."""
        return Text("none" if data is None else str(data.quantity))

    @get("/long")
    async def get_long_text(self) -> Text:
        """Gives a text worth compressing."""
        return Text("again and " * 500)

    @get("/token", opt=CARRIES_TOKEN)
    async def get_token(self) -> Text:
        """Gives a text with a token."""
        return Text("again and " * 500)

    @get("/headed")
    async def get_header(self, lot: Annotated[str, HeaderParameter(name="X-Lot", max_length=5)]) -> Text:
        """Says a header."""
        return Text(lot)

    @get("/broken")
    async def break_down(self) -> Text:
        """Fails by our own fault."""
        raise ZeroDivisionError("secret of the house")

    @get("/slow")
    async def sleep(self, database: NamedDependency[Database]) -> Text:
        """Waits longer in the database than a statement may."""
        async with database.reader() as db:
            await db.execute("SET statement_timeout = 50")
            try:
                await db.execute("SELECT pg_sleep(5)")
            finally:
                await db.execute("RESET statement_timeout")
        return Text("awake")

    @get("/patient")
    async def take_time(self, seconds: Annotated[float, QueryParameter(ge=0, le=10)]) -> Text:
        """Takes so long."""
        await asyncio.sleep(seconds)
        return Text("done")

    @get("/lost")
    async def lose_connection(self, database: NamedDependency[Database]) -> Text:
        """Loses its connection to the database."""
        async with database.reader() as db:
            return Text(str(await db.fetchval("SELECT pg_terminate_backend(pg_backend_pid())")))

    @get("/hole")
    async def store(self, database: NamedDependency[Database], number: Annotated[int, QueryParameter(ge=0)]) -> Text:
        """Asks the database for what no integer of it can hold."""
        async with database.reader() as db:
            return Text(str(await db.fetchval("SELECT ($1::bigint * 1000000000)::int", number)))


class Doorman:
    """Tokens of the form `role.name`."""

    calls = 0

    def __init__(self, settings: Settings, database: Database) -> None:
        pass

    def principal_of(self, token: str) -> tuple[PolicyName, str] | None:
        return None

    async def authenticate(self, token: str) -> Actor:
        role, _, name = token.partition(".")
        if role not in ("admin", "customer"):
            raise InvalidToken
        return Actor(user_id=USER, role=role, session_id=USER, vendor_id=None, email=f"{name}@shop.example")


def built() -> Litestar:
    """The app without its middleware, never started."""
    return build(Settings(), [ProbeController], Doorman)


def main() -> None:
    settings = settings_module.with_kept_secret(settings_module.read(os.environ))
    app = create_app(settings, [ProbeController], Doorman)
    assert isinstance(app, Edge)
    app.body_seconds = SLOWEST
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=protocol.guarded(settings, head_seconds=SLOWEST),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEPT,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


if __name__ == "__main__":
    main()
