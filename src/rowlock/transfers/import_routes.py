"""Imports over HTTP."""

import hashlib
from collections.abc import Callable
from typing import Annotated, Final, TypeVar
from uuid import UUID, uuid4

import msgspec
from litestar import Controller, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody, QueryParameter

from rowlock import errors
from rowlock.db.database import Database
from rowlock.http.auth import Actor, requires_role
from rowlock.http.gate import limited
from rowlock.http.openapi import problems
from rowlock.http.paging import COUNTED, Page, Paging
from rowlock.storage.routes import STORAGE
from rowlock.storage.store import Storage
from rowlock.transfers import customers, queries, sku_lines
from rowlock.transfers.commands import imports
from rowlock.transfers.commands.imports import RequestImport
from rowlock.transfers.errors import AlreadyApplied
from rowlock.transfers.types import Import, ImportedRow, ImportKind, ImportSummary, RowOutcome

R = TypeVar("R")

_PIECE_BYTES: Final = 65_536
_NEWEST: Final = "newest"
_BY_ROW: Final = "row"


class ImportUpload(msgspec.Struct, kw_only=True):
    """The file, and whether only to say what it would do."""

    file: UploadFile
    dry_run: bool = False


class StockUpload(ImportUpload, kw_only=True):
    """With `repeat`, a file of differences is added although it was added before."""

    repeat: bool = False


class Accepted(msgspec.Struct):
    """Where to ask how far it is."""

    id: UUID


class _Received(msgspec.Struct, frozen=True):
    """A file in the storage, with its first bytes."""

    key: str
    hash: bytes
    head: bytes


class ImportController(Controller):
    path = "/admin"
    tags = ("Admin",)
    guards = (requires_role("admin", area="transfers"),)
    dependencies = STORAGE

    @post("/import/products", status_code=202, opt=limited("upload"))
    async def import_products(
        self,
        database: NamedDependency[Database],
        storage: NamedDependency[Storage],
        actor: NamedDependency[Actor],
        data: MultipartBody[ImportUpload],
    ) -> Accepted:
        """Brings the products of a Shopify product CSV in.

        The worker does it; ask the import's own address how far it is. A product is all rows of one handle; one with a
        mistake is left out whole and the mistake named by its row (the header is row 1), all others come in. The same
        file again changes nothing. A `dry_run` says what would happen and changes nothing.
        """
        received = await _receive(storage, data.file)
        return await _accept(database, storage, actor, data, "products", received)

    @post("/import/prices", status_code=202, opt=limited("upload"))
    async def import_prices(
        self,
        database: NamedDependency[Database],
        storage: NamedDependency[Storage],
        actor: NamedDependency[Actor],
        data: MultipartBody[ImportUpload],
    ) -> Accepted:
        """Sets prices by a CSV of `sku, price[, compare_at_price]`.

        Amounts are decimal text in the store's currency, as exports have them; other columns are left alone. Without
        the column `compare_at_price` it stays as it is, an empty cell takes it away. An unknown SKU is a mistake of its
        row, and all others come in. The import says how many prices change (`updated`) and how many of them by more
        than half (`large_changes`): ask with `dry_run` first.
        """
        received = await _receive(storage, data.file)
        await _checked(storage, received, lambda: sku_lines.columns_of(received.head, "prices"))
        return await _accept(database, storage, actor, data, "prices", received)

    @post("/import/stock", status_code=202, opt=limited("upload"), responses=problems(AlreadyApplied))
    async def import_stock(
        self,
        database: NamedDependency[Database],
        storage: NamedDependency[Storage],
        actor: NamedDependency[Actor],
        data: MultipartBody[StockUpload],
    ) -> Accepted:
        """Changes stock by a CSV of `sku, on_hand[, expected]` or of `sku, delta`.

        Each change stands in the ledger with the reason `import`. With `expected`, a row whose stock is another by now
        is a mistake. A file of `delta` is added once: the same bytes again are refused, unless `repeat` is true.
        """
        received = await _receive(storage, data.file)
        columns = await _checked(storage, received, lambda: sku_lines.columns_of(received.head, "stock"))
        applies_once = "delta" in columns and not data.dry_run and not data.repeat
        return await _accept(
            database, storage, actor, data, "stock", received, applies_once=received.hash if applies_once else None
        )

    @post("/import/customers", status_code=202, opt=limited("upload"))
    async def import_customers(
        self,
        database: NamedDependency[Database],
        storage: NamedDependency[Storage],
        actor: NamedDependency[Actor],
        data: MultipartBody[ImportUpload],
    ) -> Accepted:
        """Brings customers in by Shopify's customer CSV, or one of `email[, full_name, phone, line1, city, …]`.

        Their accounts have no password and are not verified: each sets one by the code of `forgot-password`. An account
        that its owner has taken into his hands stays as it is, and one of the staff is a mistake of its row. An address
        that lacks something is left out, and its row says so.
        """
        received = await _receive(storage, data.file)
        await _checked(storage, received, lambda: customers.header(received.head))
        return await _accept(database, storage, actor, data, "customers", received)

    @get("/imports")
    async def list_imports(
        self, database: NamedDependency[Database], paging: NamedDependency[Paging]
    ) -> Page[ImportSummary]:
        """Lists the imports, newest first, with what each did."""
        async with database.primary() as db:
            rows = await queries.list_imports(
                db,
                before=paging.after(UUID, sort=_NEWEST),
                skip=paging.offset,
                most=paging.limit + 1,
            )
            counted = await queries.count_imports(db, most=COUNTED + 1)
        return paging.page(rows, counted, sort=_NEWEST, filters=None, key=lambda row: row.id, item=lambda row: row)

    @get("/imports/{import_id:uuid}/rows")
    async def list_import_rows(
        self,
        database: NamedDependency[Database],
        paging: NamedDependency[Paging],
        import_id: FromPath[UUID],
        outcome: Annotated[RowOutcome | None, QueryParameter(description="Only these")] = None,
    ) -> Page[ImportedRow]:
        """Lists what became of each row of an import, or would become of it, in the order of the file.

        A product is one line, at its first row. After a week only those that were refused are left, and of customers
        none.
        """
        chosen = (import_id, outcome)
        async with database.primary() as db:
            rows = await queries.list_import_rows(
                db,
                import_id,
                outcome,
                after=paging.after(tuple[int, str], sort=_BY_ROW, filters=chosen),
                skip=paging.offset,
                most=paging.limit + 1,
            )
            counted = await queries.count_import_rows(db, import_id, outcome, most=COUNTED + 1)
        return paging.page(
            rows,
            counted,
            sort=_BY_ROW,
            filters=chosen,
            key=lambda row: (row.row, row.message),
            item=lambda row: row,
        )

    @get("/imports/{import_id:uuid}")
    async def get_import(self, database: NamedDependency[Database], import_id: FromPath[UUID]) -> Import:
        """Says how far an import is, what it did and what it left out (the first 1,000 mistakes)."""
        async with database.primary() as db:
            return await queries.get_import(db, import_id)


async def _receive(storage: Storage, upload: UploadFile) -> _Received:
    key = f"private/imports/{uuid4()}.csv"
    hasher = hashlib.sha256()
    head = b""
    async with storage.writer(key) as file:
        while piece := await upload.read(_PIECE_BYTES):
            head = head or piece
            hasher.update(piece)
            await file.write(piece)
    if not head:
        await storage.delete(key)
        raise errors.InvalidValue.at("file", "the file is empty")
    return _Received(key, hasher.digest(), head)


async def _checked(storage: Storage, received: _Received, check: Callable[[], R]) -> R:
    """What the beginning of a file says, before anybody is told that it was accepted."""
    try:
        return check()
    except BaseException:
        await storage.delete(received.key)
        raise


async def _accept(
    database: Database,
    storage: Storage,
    actor: Actor,
    upload: ImportUpload,
    kind: ImportKind,
    received: _Received,
    *,
    applies_once: bytes | None = None,
) -> Accepted:
    name = "".join(c for c in upload.file.filename if c.isprintable())[:200]
    command = RequestImport(
        actor.user_id, kind, name or f"{kind}.csv", received.key, upload.dry_run, applies_once=applies_once
    )
    try:
        return Accepted(await database.run(imports.request_import, command))
    except BaseException:
        await storage.delete(received.key)
        raise
