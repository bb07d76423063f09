"""Exports as pages: asked for with the filters of the lists, watched, downloaded, called off."""

from typing import Annotated, Any, Final, get_args
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from rowlock.db.database import Database
from rowlock.http.auth import Actor, requires_role
from rowlock.http.gate import limited
from rowlock.http.paging import Paging
from rowlock.http.requests import QUERY_PREFIX, Request
from rowlock.pages import forms
from rowlock.pages.acting import act
from rowlock.pages.rendering import CARRIED, frame_of, onward, page
from rowlock.pages.routes.users import Done
from rowlock.settings import Settings
from rowlock.transfers import rules
from rowlock.transfers.commands import exports
from rowlock.transfers.routes import page_of_exports
from rowlock.transfers.types import ExportFormat, ExportKind, ExportRequest

# What a form asks for; a link from a list may bring further filters along.
_FIELDS: Final = ("from", "to", "status", "payment_status", "q", "level", "role", "sku", "reason", "action")
_KIND: Final = "kind"


class ExportPages(Controller):
    path = "/exports"
    guards = (requires_role("admin", area="transfers"),)

    @get(opt={QUERY_PREFIX: CARRIED})
    async def list_exports(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        kind: Annotated[ExportKind | None, QueryParameter()] = None,
        done: Done = None,
    ) -> Response[str]:
        return await _page(request, database, settings, paging, kind or "orders", forms.empty(settings))

    @post(opt=limited("export") | {QUERY_PREFIX: CARRIED})
    async def ask(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        paging: NamedDependency[Paging],
        kind: Annotated[ExportKind, QueryParameter()],
    ) -> Response[Any]:
        form = await forms.read(request, settings)

        async def ask() -> None:
            wanted = form.to(ExportRequest)
            command = exports.RequestExport(actor.user_id, kind, wanted.format, wanted.filters)
            await database.run(exports.request_export, command)

        return await act(
            request,
            form,
            ask,
            then=onward("/admin/exports", "export_asked", kind=kind),
            again=lambda status: _page(request, database, settings, paging, kind, form, status),
        )

    @post("/{export_id:uuid}/cancel")
    async def cancel(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        paging: NamedDependency[Paging],
        export_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)
        return await act(
            request,
            form,
            lambda: database.run(exports.cancel_export, exports.StepExport(actor.user_id, export_id)),
            then=onward("/admin/exports", "export_cancelled"),
            again=lambda status: _page(request, database, settings, paging, "orders", form.untyped(), status),
        )

    @post("/{export_id:uuid}/retry", opt=limited("export"))
    async def retry(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        paging: NamedDependency[Paging],
        export_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)
        return await act(
            request,
            form,
            lambda: database.run(exports.retry_export, exports.StepExport(actor.user_id, export_id)),
            then=onward("/admin/exports", "export_retried"),
            again=lambda status: _page(request, database, settings, paging, "orders", form.untyped(), status),
        )


async def _page(
    request: Request,
    database: Database,
    settings: Settings,
    paging: Paging,
    kind: ExportKind,
    form: forms.Form,
    status: int = 200,
) -> Response[str]:
    frame = frame_of(request, settings)
    brought = frame.further(kind, _FIELDS, CARRIED)
    fields = [name for name in _FIELDS if name in rules.FILTERS[kind] and name not in brought]
    listed = await page_of_exports(database, settings, paging)
    return page(
        request,
        settings,
        "exports",
        status=status,
        exports=listed,
        downloads={one.id: _here(one.download_url) for one in listed.items if one.download_url},
        kind=kind,
        kinds=get_args(ExportKind),
        formats=[one for one in get_args(ExportFormat) if one != "shopify_csv" or kind == "products"],
        fields={name: rules.words_of(kind, name) for name in fields},
        held={name: frame.query.get(CARRIED + name, [""])[0] for name in fields},
        brought=brought,
        form=form,
    )


def _here(url: str) -> str:
    """The same on whatever address the pages are being looked at."""
    return urlunsplit(urlsplit(url)._replace(scheme="", netloc=""))
