"""Orders, begins and ends exports and imports, and brings products in."""

from typing import Literal
from uuid import UUID

import msgspec

from rowlock import errors
from rowlock.audit import commands as audit
from rowlock.catalogue.commands.upsert_product import upsert_product
from rowlock.catalogue.types.imported import ImportedProduct
from rowlock.db.connections import Writer
from rowlock.db.database import savepoint
from rowlock.outbox.staging import stage
from rowlock.transfers import rules, sql
from rowlock.transfers.errors import TooManyExports
from rowlock.transfers.shopify import Parsed
from rowlock.transfers.sql import StartedExport
from rowlock.transfers.types import ExportFilters, ExportFormat, ExportKind, ImportMistake


class RequestExport(msgspec.Struct, frozen=True):
    """An admin's wish for a file."""

    actor_id: UUID
    kind: ExportKind
    format: ExportFormat
    filters: ExportFilters


class RequestImport(msgspec.Struct, frozen=True):
    """A file that was stored and waits to be brought in."""

    actor_id: UUID
    file_name: str
    storage_key: str
    is_dry_run: bool


class FinishExport(msgspec.Struct, frozen=True):
    """A complete file."""

    export_id: UUID
    rows: int
    bytes: int
    storage_key: str


class NoteProgress(msgspec.Struct, frozen=True):
    """How far an export has come."""

    export_id: UUID
    rows: int
    expected_rows: int


class Failure(msgspec.Struct, frozen=True):
    """Why a transfer will not be tried again, in words for its admin."""

    id: UUID
    error: str


class StartImport(msgspec.Struct, frozen=True):
    """An import whose file was read once."""

    import_id: UUID
    total_rows: int


class Chunk(msgspec.Struct, frozen=True):
    """Some products of a file, brought in together. `import_id` is None for one from the command line."""

    import_id: UUID | None
    from_rows: int
    parsed: list[Parsed]

    @property
    def done_rows(self) -> int:
        return self.from_rows + sum(parsed.rows for parsed in self.parsed)


class Outcome(msgspec.Struct):
    """What became of a chunk."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    mistakes: list[ImportMistake] = msgspec.field(default_factory=list)


class Rehearsed(Exception):
    """Ends a dry run, so that nothing of it is kept."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


class Superseded(Exception):
    """Another run has brought this chunk in already."""


async def request_export(db: Writer, command: RequestExport) -> UUID:
    """Refuses what such an export has no filter for, and more than ten of one admin at once."""
    rules.check_filters(command.kind, command.filters)
    export_id = await sql.insert_export(
        db,
        kind=command.kind,
        format=command.format,
        filters=command.filters,
        requested_by=command.actor_id,
        most=rules.MOST_AT_ONCE,
    )
    if export_id is None:
        raise TooManyExports(f"{rules.MOST_AT_ONCE} of your exports are still under way")
    await stage(db, "run_export", queue="transfers", dedup_key=f"export:{export_id}", export_id=export_id)
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="export.create",
        object_type="export",
        object_id=str(export_id),
        after={"kind": command.kind, "format": command.format, "filters": command.filters},
    )
    return export_id


async def start_export(db: Writer, export_id: UUID) -> StartedExport | None:
    """None where there is nothing left to do."""
    return await sql.start_export(db, export_id=export_id)


async def note_export_progress(db: Writer, command: NoteProgress) -> None:
    await sql.note_export_progress(
        db, export_id=command.export_id, rows=command.rows, expected_rows=command.expected_rows
    )


async def finish_export(db: Writer, command: FinishExport) -> bool:
    """False where another run of the same export was first: its file stays, this one goes."""
    found = await sql.finish_export(
        db,
        export_id=command.export_id,
        rows=command.rows,
        bytes=command.bytes,
        storage_key=command.storage_key,
        keep_hours=rules.KEEP_HOURS,
    )
    return found is not None


async def fail_export(db: Writer, command: Failure) -> None:
    await sql.fail_export(db, export_id=command.id, error=command.error)


async def forget_file(db: Writer, export_id: UUID) -> None:
    await sql.forget_file(db, export_id=export_id)


async def request_import(db: Writer, command: RequestImport) -> UUID:
    import_id = await sql.insert_import(
        db,
        file_name=command.file_name,
        storage_key=command.storage_key,
        is_dry_run=command.is_dry_run,
        requested_by=command.actor_id,
    )
    await stage(db, "run_import", queue="transfers", dedup_key=f"import:{import_id}", import_id=import_id)
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="import.create",
        object_type="import",
        object_id=str(import_id),
        after={"kind": "products", "file_name": command.file_name, "dry_run": command.is_dry_run},
    )
    return import_id


async def start_import(db: Writer, command: StartImport) -> int | None:
    """How many rows earlier runs have already done; None where it is finished."""
    return await sql.start_import(db, import_id=command.import_id, total_rows=command.total_rows)


async def finish_import(db: Writer, import_id: UUID) -> None:
    await sql.finish_import(db, import_id=import_id)


async def fail_import(db: Writer, command: Failure) -> None:
    await sql.fail_import(db, import_id=command.id, error=command.error)


async def bring_in(db: Writer, chunk: Chunk) -> Outcome:
    """Each product whole or not at all, and the import's figures with them: a chunk counts once, however often a
    worker dies. Superseded where it has been counted."""
    outcome = await _upsert_all(db, chunk)
    await note_chunk(db, (chunk, outcome))
    return outcome


async def rehearse(db: Writer, chunk: Chunk) -> None:
    """Always ends with Rehearsed, which takes back all that `bring_in` would have done."""
    raise Rehearsed(await _upsert_all(db, chunk))


async def note_chunk(db: Writer, noted: tuple[Chunk, Outcome]) -> None:
    chunk, outcome = noted
    if chunk.import_id is None:
        return
    found = await sql.note_import_progress(
        db,
        import_id=chunk.import_id,
        from_rows=chunk.from_rows,
        done_rows=chunk.done_rows,
        created=outcome.created,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
    )
    if found is None:
        raise Superseded
    if outcome.mistakes:
        await sql.insert_import_errors(
            db,
            import_id=chunk.import_id,
            rows=[mistake.row for mistake in outcome.mistakes],
            messages=[mistake.message for mistake in outcome.mistakes],
        )


async def _upsert_all(db: Writer, chunk: Chunk) -> Outcome:
    outcome = Outcome()
    for parsed in chunk.parsed:
        if parsed.product is None:
            outcome.mistakes += (ImportMistake(row, message) for row, message in parsed.mistakes)
            continue
        try:
            done = await _upsert(db, parsed.product)
        except errors.RowlockError as error:
            if error.status >= 500:
                raise
            row = parsed.row_of_sku.get(str(error.extra.get("sku")), parsed.first_row)
            outcome.mistakes.append(ImportMistake(row, error.detail))
            continue
        setattr(outcome, done, getattr(outcome, done) + 1)
    return outcome


async def _upsert(db: Writer, product: ImportedProduct) -> Literal["created", "updated", "unchanged"]:
    async with savepoint(db):
        return await upsert_product(db, product)
