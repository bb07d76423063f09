"""Orders, begins and ends imports, and brings their files in, chunk by chunk."""

from collections.abc import Callable
from uuid import UUID

import msgspec

from rowlock import errors, money
from rowlock.accounts.commands.import_customers import import_customers
from rowlock.audit import commands as audit
from rowlock.catalogue.commands import sku_lists
from rowlock.catalogue.commands.sku_lists import LineOutcome, StockList
from rowlock.catalogue.commands.upsert_products import ImportedProducts, upsert_products
from rowlock.catalogue.types.imported import PriceLine, StockLine
from rowlock.db.connections import Writer
from rowlock.outbox.staging import stage
from rowlock.transfers.customers import CustomerLine
from rowlock.transfers.shopify import Parsed
from rowlock.transfers.sku_lines import Line
from rowlock.transfers.sql import imports as sql
from rowlock.transfers.types import ImportedRow, ImportKind, RowOutcome


class RequestImport(msgspec.Struct, frozen=True):
    """A file that was stored and waits to be brought in. `applies_once` is its hash where it must not come twice."""

    actor_id: UUID
    kind: ImportKind
    file_name: str
    storage_key: str
    is_dry_run: bool
    applies_once: bytes | None = None


class LocalImport(msgspec.Struct, frozen=True):
    """A file of this machine that the command line brings in."""

    kind: ImportKind
    file_name: str
    applies_once: bytes | None


class ImportFailure(msgspec.Struct, frozen=True):
    """Why an import will not be tried again, in words for its admin."""

    import_id: UUID
    error: str


class StartImport(msgspec.Struct, frozen=True):
    """An import whose file was read once."""

    import_id: UUID
    total_rows: int


class Chunk(msgspec.Struct, frozen=True):
    """Some products or lines of a file, brought in together. `import_id` is None for one from the command line."""

    import_id: UUID | None
    actor_id: UUID | None
    own_media: tuple[str, ...]
    currency: str
    from_rows: int
    parsed: list[Parsed | Line | CustomerLine]

    @property
    def done_rows(self) -> int:
        return self.from_rows + sum(parsed.rows for parsed in self.parsed)


class Outcome(msgspec.Struct):
    """What became of a chunk, and of each of its rows. A change of a price by more than half is counted as updated and
    as large."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    large_changes: int = 0
    rows: list[ImportedRow] = msgspec.field(default_factory=list)

    def add(self, row: int, outcome: RowOutcome, item: str | None, message: str = "") -> None:
        self.rows.append(ImportedRow(row, outcome, item, message))
        if outcome != "refused":
            setattr(self, outcome, getattr(self, outcome) + 1)

    @property
    def refused(self) -> list[ImportedRow]:
        return [row for row in self.rows if row.outcome == "refused"]


class Rehearsed(Exception):
    """Ends a dry run, so that nothing of it is kept."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


class Superseded(Exception):
    """Another run has brought this chunk in already."""


async def request_import(db: Writer, command: RequestImport) -> UUID:
    """AlreadyApplied where the same differences came before."""
    import_id = await sql.insert_import(
        db,
        kind=command.kind,
        file_name=command.file_name,
        storage_key=command.storage_key,
        is_dry_run=command.is_dry_run,
        requested_by=command.actor_id,
        applies_once=command.applies_once,
    )
    await stage(db, "run_import", queue="transfers", dedup_key=f"import:{import_id}", import_id=import_id)
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="import.create",
        object_type="import",
        object_id=str(import_id),
        after={"kind": command.kind, "file_name": command.file_name, "dry_run": command.is_dry_run},
    )
    return import_id


async def note_local_import(db: Writer, command: LocalImport) -> UUID:
    """Of nobody, and for no worker: who notes it brings it in. AlreadyApplied as in `request_import`."""
    return await sql.insert_import(
        db,
        kind=command.kind,
        file_name=command.file_name,
        storage_key=None,
        is_dry_run=False,
        requested_by=None,
        applies_once=command.applies_once,
    )


async def start_import(db: Writer, command: StartImport) -> int | None:
    """How many rows earlier runs have already done; None where it is finished."""
    return await sql.start_import(db, import_id=command.import_id, total_rows=command.total_rows)


async def finish_import(db: Writer, import_id: UUID) -> None:
    """What it did goes into the audit log, in the name of who asked for it."""
    finished = await sql.finish_import(db, import_id=import_id)
    if finished is None:
        return
    await audit.record(
        db,
        actor_id=finished.requested_by,
        action="import.finish",
        object_type="import",
        object_id=str(import_id),
        after={
            "kind": finished.kind,
            "dry_run": finished.is_dry_run,
            "created": finished.created,
            "updated": finished.updated,
            "unchanged": finished.unchanged,
        },
    )


async def fail_import(db: Writer, command: ImportFailure) -> None:
    await sql.fail_import(db, import_id=command.import_id, error=command.error)


async def forget_import_file(db: Writer, import_id: UUID) -> None:
    await sql.forget_import_file(db, import_id=import_id)


async def bring_in(db: Writer, chunk: Chunk) -> Outcome:
    """Each product or line whole or not at all, and the import's figures with them: a chunk counts once, however often
    a worker dies. Superseded where it has been counted."""
    outcome = await _apply(db, chunk)
    await note_chunk(db, (chunk, outcome))
    return outcome


async def rehearse(db: Writer, chunk: Chunk) -> None:
    """Always ends with Rehearsed, which takes back all that `bring_in` would have done."""
    raise Rehearsed(await _apply(db, chunk))


async def note_chunk(db: Writer, noted: tuple[Chunk, Outcome]) -> None:
    chunk, outcome = noted
    if chunk.import_id is None:
        return
    # A row may be refused for the same reason twice, and says so once.
    rows = list({(row.row, row.message): row for row in outcome.rows}.values())
    found = await sql.note_import_progress(
        db,
        import_id=chunk.import_id,
        from_rows=chunk.from_rows,
        done_rows=chunk.done_rows,
        created=outcome.created,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
        large_changes=outcome.large_changes,
        errors=sum(row.outcome == "refused" for row in rows),
    )
    if found is None:
        raise Superseded
    if rows:
        await sql.insert_import_rows(
            db,
            import_id=chunk.import_id,
            rows=[row.row for row in rows],
            outcomes=[row.outcome for row in rows],
            items=[row.item for row in rows],
            messages=[row.message for row in rows],
        )


async def _apply(db: Writer, chunk: Chunk) -> Outcome:
    outcome = Outcome()
    for parsed in chunk.parsed:
        for row, message in parsed.mistakes:
            outcome.add(row, "refused", parsed.item, message)
    await _upsert(db, chunk, [each for each in chunk.parsed if isinstance(each, Parsed)], outcome)
    lines = [each for each in chunk.parsed if isinstance(each, Line)]
    prices = [(each.row, each.line) for each in lines if isinstance(each.line, PriceLine)]
    if prices:
        found = await sku_lists.set_prices(db, [line for _, line in prices])
        for (row, line), done in zip(prices, found, strict=True):
            _add(outcome, row, line.sku, done, lambda amount: money.to_text(amount, chunk.currency))
    stock = [(each.row, each.line) for each in lines if isinstance(each.line, StockLine)]
    if stock:
        found = await sku_lists.set_stock(db, StockList([line for _, line in stock], chunk.actor_id))
        for (row, counted), done in zip(stock, found, strict=True):
            _add(outcome, row, counted.sku, done, str)
    await _bring_people(db, [each for each in chunk.parsed if isinstance(each, CustomerLine)], outcome)
    return outcome


async def _bring_people(db: Writer, lines: list[CustomerLine], outcome: Outcome) -> None:
    good = [(each, each.customer) for each in lines if each.customer is not None]
    if not good:
        return
    for (each, _), done in zip(good, await import_customers(db, [customer for _, customer in good]), strict=True):
        outcome.add(each.row, done.outcome, None, done.message or each.remark)


async def _upsert(db: Writer, chunk: Chunk, parsed: list[Parsed], outcome: Outcome) -> None:
    good = [(each, each.product) for each in parsed if each.product is not None]
    if not good:
        return
    command = ImportedProducts([product for _, product in good], chunk.actor_id, chunk.own_media)
    for (each, _), done in zip(good, await upsert_products(db, command), strict=True):
        if isinstance(done, errors.RowlockError):
            row = each.row_of_sku.get(str(done.extra.get("sku")), each.first_row)
            outcome.add(row, "refused", each.item, done.detail)
        else:
            outcome.add(each.first_row, done, each.item)


def _add(outcome: Outcome, row: int, sku: str, done: LineOutcome, shown: Callable[[int], str]) -> None:
    if done.mistake is not None:
        outcome.add(row, "refused", sku, done.mistake)
    elif done.is_changed:
        by_half = ", by more than half" if done.is_large else ""
        outcome.add(row, "updated", sku, f"{shown(done.before)} → {shown(done.after)}{by_half}")
        outcome.large_changes += done.is_large
    else:
        outcome.add(row, "unchanged", sku)
