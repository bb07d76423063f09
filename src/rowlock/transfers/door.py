"""Imports from the command line: the code of the worker, run in this process."""

from collections.abc import Callable
from pathlib import Path

from rowlock.db.database import Database
from rowlock.settings import Settings
from rowlock.storage.store import open_storage
from rowlock.transfers import importing
from rowlock.transfers.types import ImportMistake, ImportReport


async def import_products(
    settings: Settings,
    path: Path,
    dry_run: bool = False,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportReport:
    """Brings a Shopify product CSV in. `on_progress` is told the rows done and the rows there are.

    UnreadableFile where it is none; whatever is wrong with single products is in the report.
    """
    source = await importing.read_source(path)
    database = await Database.open(settings, "command")
    try:
        outcome = await importing.run(
            database,
            settings,
            open_storage(settings),
            path,
            source,
            importing.Run(is_dry_run=dry_run),
            on_progress=lambda done: on_progress(done, source.rows),
        )
    finally:
        await database.close()
    return ImportReport(
        rows=source.rows,
        created=outcome.created,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
        errors=sorted((ImportMistake(row.row, row.message) for row in outcome.rows), key=lambda mistake: mistake.row),
        dry_run=dry_run,
    )
