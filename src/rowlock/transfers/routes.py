"""Exports over HTTP."""

from collections.abc import AsyncIterator
from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter
from litestar.response import Stream

from rowlock import errors
from rowlock.db.database import Database
from rowlock.http.auth import AREA, Actor, requires_role
from rowlock.http.errors import CHALLENGE
from rowlock.http.gate import limited
from rowlock.http.openapi import problems
from rowlock.http.paging import Page, Paging
from rowlock.settings import Settings
from rowlock.storage.routes import STORAGE
from rowlock.storage.store import Storage
from rowlock.transfers import queries, rules
from rowlock.transfers.commands import exports
from rowlock.transfers.commands.exports import RequestExport, StepExport
from rowlock.transfers.errors import (
    ExportExpired,
    ExportNotReady,
    RangeNotSatisfiable,
    TooManyExports,
    WrongExportStatus,
)
from rowlock.transfers.links import check_link, download_link
from rowlock.transfers.types import Export, ExportKind, ExportRequest, ExportRow

_COUNTED: Final = 10_001


class ExportController(Controller):
    path = "/admin"
    tags = ("Admin",)
    dependencies = STORAGE

    @post(
        "/export/{kind:str}",
        status_code=202,
        opt=limited("export"),
        guards=[requires_role("admin", area="transfers")],
        responses=problems(errors.NotFound, TooManyExports),
    )
    async def create_export(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        kind: FromPath[str],
        data: JSONBody[ExportRequest],
    ) -> Export:
        """Writes a file of `orders`, `order_lines`, `products` (a row for each variant), `users`, `inventory`,
        `movements` of stock, or the `audit` log.

        The worker writes it; ask the export's own address how far it is. Each kind has the filters of the list of the
        same things, and refuses others. `from` and `to` are days of the store's time zone, both included: when an order
        was placed, a product or an account made, a movement or an entry written. `status` is that of the orders,
        products or accounts. In CSV, money is decimal text and a text that a spreadsheet would run as a formula has an
        apostrophe before it; in XLSX money and dates are real ones; Parquet has decimals. All times are UTC.

        `shopify_csv`, for products only, has Shopify's columns, a variant's own price whatever discount runs, and the
        addresses of the pictures. Importing such a file changes nothing as long as nothing else has changed.
        """
        known = _kind(kind)
        export_id = await database.run(
            exports.request_export, RequestExport(actor.user_id, known, data.format, data.filters)
        )
        return await _shown(database, settings, export_id)

    @get("/exports", guards=[requires_role("admin", area="transfers")])
    async def list_exports(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
    ) -> Page[Export]:
        """Lists the exports, newest first."""
        return await page_of_exports(database, settings, paging)

    @get("/exports/{export_id:uuid}", guards=[requires_role("admin", area="transfers")])
    async def get_export(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        export_id: FromPath[UUID],
    ) -> Export:
        """Says how far an export is; when it is done, `download_url` opens it without a token until it expires."""
        return await _shown(database, settings, export_id)

    @post(
        "/exports/{export_id:uuid}/cancel",
        status_code=200,
        guards=[requires_role("admin", area="transfers")],
        responses=problems(WrongExportStatus),
    )
    async def cancel_export(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        export_id: FromPath[UUID],
    ) -> Export:
        """Calls off an export that waits or is under way; what was written of it is removed within seconds."""
        await database.run(exports.cancel_export, StepExport(actor.user_id, export_id))
        return await _shown(database, settings, export_id)

    @post(
        "/exports/{export_id:uuid}/retry",
        status_code=202,
        opt=limited("export"),
        guards=[requires_role("admin", area="transfers")],
        responses=problems(WrongExportStatus, TooManyExports),
    )
    async def retry_export(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        export_id: FromPath[UUID],
    ) -> Export:
        """Has an export that failed or was called off written after all, with the filters that it had."""
        await database.run(exports.retry_export, StepExport(actor.user_id, export_id))
        return await _shown(database, settings, export_id)

    @get(
        "/exports/{export_id:uuid}/download",
        opt={AREA: "transfers"},
        responses=problems(
            errors.Unauthenticated, errors.Forbidden, ExportNotReady, ExportExpired, RangeNotSatisfiable, body=bytes
        ),
    )
    async def download_export(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        storage: NamedDependency[Storage],
        visitor: NamedDependency[Actor | None],
        export_id: FromPath[UUID],
        expires: Annotated[int | None, QueryParameter(ge=0, le=2**40, description="From `download_url`")] = None,
        signature: Annotated[str | None, QueryParameter(max_length=200, description="From `download_url`")] = None,
        range_header: Annotated[str | None, HeaderParameter(name="Range", max_length=200)] = None,
        if_range: Annotated[str | None, HeaderParameter(name="If-Range", max_length=200)] = None,
    ) -> Stream:
        """Gives the file, or the part of it that `Range` asks for.

        To an admin's token, or to whoever has the signed `download_url`: it ends with the export, and when the admin
        who asked for it no longer is one.
        """
        if expires is None or signature is None:
            _check_admin(visitor)
        else:
            check_link(settings, export_id, expires, signature)
        async with database.primary() as db:
            row = await queries.get_export(db, export_id)
        if expires is not None and signature is not None and not row.is_requester_admin:
            raise errors.Unauthenticated("The link no longer holds", headers={"WWW-Authenticate": CHALLENGE})
        return await _file(storage, row, range_header, if_range)


async def page_of_exports(database: Database, settings: Settings, paging: Paging) -> Page[Export]:
    """One page of the exports, newest first."""
    async with database.primary() as db:
        rows = await queries.list_exports(
            db,
            before=paging.after(UUID, sort="newest", filters=None),
            skip=paging.offset,
            most=paging.limit + 1,
        )
        counted = await queries.count_exports(db, most=_COUNTED)
    return paging.page(
        rows,
        counted,
        sort="newest",
        filters=None,
        key=lambda row: row.id,
        item=lambda row: rules.shown_export(row, download_link(settings, row)),
    )


def _kind(text: str) -> ExportKind:
    for kind in rules.FILTERS:
        if kind == text:
            return kind
    raise errors.NotFound(f"There is no export of that name, only of {', '.join(rules.FILTERS)}")


def _check_admin(visitor: Actor | None) -> None:
    if visitor is None:
        raise errors.Unauthenticated(headers={"WWW-Authenticate": CHALLENGE})
    if visitor.role != "admin":
        raise errors.Forbidden


async def _shown(database: Database, settings: Settings, export_id: UUID) -> Export:
    async with database.primary() as db:
        row = await queries.get_export(db, export_id)
    return rules.shown_export(row, download_link(settings, row))


async def _file(storage: Storage, row: ExportRow, range_header: str | None, if_range: str | None) -> Stream:
    if row.is_expired:
        raise ExportExpired
    if row.status != "done" or row.storage_key is None:
        raise ExportNotReady(row.error or f"The export is {row.status}")
    etag = f'"{row.storage_key.rpartition("/")[2]}"'
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{rules.file_name(row)}"',
    }
    try:
        # If-Range: a part of another file than the one the client has would be of no use to it.
        span = rules.wanted_range(range_header, row.bytes) if if_range in (None, etag) else None
    except ValueError:
        raise RangeNotSatisfiable(headers={"Content-Range": f"bytes */{row.bytes}"}) from None
    start, end = span or (0, row.bytes)
    headers["Content-Length"] = str(end - start)
    if span is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{row.bytes}"

    async def pieces() -> AsyncIterator[bytes]:
        async for piece in storage.stream(row.storage_key or "", start, end):
            yield piece

    media_type = rules.MEDIA_TYPES[row.format]
    return Stream(pieces(), headers=headers, status_code=206 if span else 200, media_type=media_type)
