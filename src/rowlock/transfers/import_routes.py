"""Imports over HTTP."""

from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody, QueryParameter

from rowlock.db.database import Database
from rowlock.http.auth import Actor, requires_role
from rowlock.http.gate import limited
from rowlock.http.openapi import problems
from rowlock.http.paging import COUNTED, Page, Paging
from rowlock.storage.routes import STORAGE
from rowlock.storage.store import Storage
from rowlock.transfers import queries, receiving
from rowlock.transfers.errors import AlreadyApplied, NotRehearsed
from rowlock.transfers.types import Import, ImportedRow, ImportKind, ImportSummary, RowOutcome

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
        return await _accept(database, storage, actor, "products", data)

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
        return await _accept(database, storage, actor, "prices", data)

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
        return await _accept(database, storage, actor, "stock", data, repeat=data.repeat)

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
        return await _accept(database, storage, actor, "customers", data)

    @post("/imports/{import_id:uuid}/apply", status_code=202, responses=problems(NotRehearsed, AlreadyApplied))
    async def apply_import(
        self,
        database: NamedDependency[Database],
        storage: NamedDependency[Storage],
        actor: NamedDependency[Actor],
        import_id: FromPath[UUID],
    ) -> Accepted:
        """Brings in the file of a dry run, within a week of it.

        It is an import of its own: what has changed since the dry run counts as it is now.
        """
        async with database.primary() as db:
            rehearsed = await queries.get_import_row(db, import_id)
        return Accepted(await receiving.apply_rehearsed(database, storage, actor.user_id, rehearsed))

    @get("/imports")
    async def list_imports(
        self, database: NamedDependency[Database], paging: NamedDependency[Paging]
    ) -> Page[ImportSummary]:
        """Lists the imports, newest first, with what each did."""
        return await page_of_imports(database, paging)

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
        return await page_of_rows(database, paging, import_id, outcome)

    @get("/imports/{import_id:uuid}")
    async def get_import(self, database: NamedDependency[Database], import_id: FromPath[UUID]) -> Import:
        """Says how far an import is, what it did and what it left out (the first 1,000 mistakes)."""
        async with database.primary() as db:
            return await queries.get_import(db, import_id)


async def page_of_imports(database: Database, paging: Paging) -> Page[ImportSummary]:
    """One page of the imports, newest first."""
    async with database.primary() as db:
        rows = await queries.list_imports(
            db, before=paging.after(UUID, sort=_NEWEST), skip=paging.offset, most=paging.limit + 1
        )
        counted = await queries.count_imports(db, most=COUNTED + 1)
    return paging.page(rows, counted, sort=_NEWEST, filters=None, key=lambda row: row.id, item=lambda row: row)


async def page_of_rows(
    database: Database, paging: Paging, import_id: UUID, outcome: RowOutcome | None
) -> Page[ImportedRow]:
    """One page of what became of the rows of a file, in its order."""
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


async def _accept(
    database: Database, storage: Storage, actor: Actor, kind: ImportKind, upload: ImportUpload, *, repeat: bool = False
) -> Accepted:
    arrival = receiving.Arrival(
        actor_id=actor.user_id,
        kind=kind,
        file_name=upload.file.filename,
        is_dry_run=upload.dry_run,
        repeat=repeat,
    )
    return Accepted(await receiving.receive(database, storage, upload.file, arrival))
