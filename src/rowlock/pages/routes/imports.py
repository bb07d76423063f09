"""Imports as pages: a file is looked through first, then applied, and each of its rows says what became of it."""

from typing import Annotated, Any, get_args
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.http.auth import Actor, requires_role
from rowlock.http.gate import limited
from rowlock.http.paging import Paging
from rowlock.http.requests import Request
from rowlock.pages import forms
from rowlock.pages.acting import act
from rowlock.pages.rendering import onward, page
from rowlock.pages.routes.users import Done
from rowlock.settings import Settings
from rowlock.storage.routes import STORAGE
from rowlock.storage.store import Storage
from rowlock.transfers import queries, receiving
from rowlock.transfers.import_routes import page_of_imports, page_of_rows
from rowlock.transfers.types import ImportKind, RowOutcome


class _KindForm(msgspec.Struct):
    kind: ImportKind


class ImportPages(Controller):
    path = "/imports"
    guards = (requires_role("admin", area="transfers"),)
    dependencies = STORAGE

    @get()
    async def list_imports(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        done: Done = None,
    ) -> Response[str]:
        return await _list_page(request, database, settings, paging, forms.empty(settings))

    @post(opt=limited("upload"))
    async def rehearse(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        storage: NamedDependency[Storage],
        actor: NamedDependency[Actor],
        paging: NamedDependency[Paging],
    ) -> Response[Any]:
        """A dry run in any case: what it would do is looked at before it is done."""
        form = await forms.read(request, settings)

        async def receive() -> UUID:
            file = form.file("file")
            if file is None:
                raise InvalidValue.at("file", "choose a file first")
            arrival = receiving.Arrival(
                actor_id=actor.user_id,
                kind=form.to(_KindForm).kind,
                file_name=file.filename,
                is_dry_run=True,
            )
            return await receiving.receive(database, storage, file, arrival)

        return await act(
            request,
            form,
            receive,
            then=lambda made: onward(f"/admin/imports/{made}", "import_asked"),
            again=lambda status: _list_page(request, database, settings, paging, form, status),
        )

    @get("/{import_id:uuid}")
    async def show_import(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        import_id: FromPath[UUID],
        outcome: Annotated[RowOutcome | None, QueryParameter()] = None,
        done: Done = None,
    ) -> Response[str]:
        return await _import_page(request, database, settings, paging, import_id, outcome, forms.empty(settings))

    @post("/{import_id:uuid}/apply")
    async def apply(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        storage: NamedDependency[Storage],
        actor: NamedDependency[Actor],
        paging: NamedDependency[Paging],
        import_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)
        async with database.primary() as db:
            rehearsed = await queries.get_import_row(db, import_id)
        return await act(
            request,
            form,
            lambda: receiving.apply_rehearsed(database, storage, actor.user_id, rehearsed),
            then=lambda made: onward(f"/admin/imports/{made}", "import_applied"),
            again=lambda status: _import_page(
                request, database, settings, paging, import_id, None, form.untyped(), status
            ),
        )


async def _list_page(
    request: Request, database: Database, settings: Settings, paging: Paging, form: forms.Form, status: int = 200
) -> Response[str]:
    listed = await page_of_imports(database, paging)
    return page(request, settings, "imports", status=status, imports=listed, kinds=get_args(ImportKind), form=form)


async def _import_page(
    request: Request,
    database: Database,
    settings: Settings,
    paging: Paging,
    import_id: UUID,
    outcome: RowOutcome | None,
    form: forms.Form,
    status: int = 200,
) -> Response[str]:
    async with database.primary() as db:
        one = await queries.get_import(db, import_id)
        row = await queries.get_import_row(db, import_id)
    rows = await page_of_rows(database, paging, import_id, outcome)
    return page(
        request,
        settings,
        "import",
        status=status,
        one=one,
        rows=rows,
        outcome=outcome,
        outcomes=get_args(RowOutcome),
        can_apply=one.dry_run and one.status == "done" and row.storage_key is not None,
        form=form,
    )
