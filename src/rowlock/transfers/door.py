"""Imports from the command line: the code of the worker, run in this process."""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from rowlock.db.database import Database
from rowlock.settings import Settings
from rowlock.storage.store import open_storage
from rowlock.transfers import importing, rules
from rowlock.transfers.commands import imports
from rowlock.transfers.commands.imports import ImportFailure, LocalImport, Outcome, StartImport
from rowlock.transfers.importing import Run, Source
from rowlock.transfers.types import ImportKind, ImportMistake, ImportReport


async def import_file(
    settings: Settings,
    kind: ImportKind,
    path: Path,
    dry_run: bool = False,
    repeat: bool = False,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportReport:
    """Brings a file in. `on_progress` is told the rows done and the rows there are.

    UnreadableFile where it is none of its kind, AlreadyApplied where it is one of differences that came before and
    `repeat` does not ask for it once more; whatever is wrong with single rows is in the report.
    """
    source = await importing.read_source(path, kind)
    database = await Database.open(settings, "command")
    try:

        async def run(wanted: Run) -> Outcome:
            return await importing.run(
                database,
                settings,
                open_storage(settings),
                path,
                source,
                wanted,
                on_progress=lambda done: on_progress(done, source.rows),
            )

        if source.is_differences and not dry_run:
            import_id = await _noted(database, kind, path, source, repeat)
            try:
                outcome = await run(Run(import_id=import_id, keeps_mistakes=True))
            except BaseException:
                words = "The command that brought it in did not come to its end"
                await database.run(imports.fail_import, ImportFailure(import_id, words))
                raise
            await database.run(imports.finish_import, import_id)
        else:
            outcome = await run(Run(is_dry_run=dry_run, keeps_mistakes=True))
    finally:
        await database.close()
    mistakes = sorted((ImportMistake(row.row, row.message) for row in outcome.rows), key=lambda mistake: mistake.row)
    return ImportReport(
        rows=source.rows,
        created=outcome.created,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
        large_changes=outcome.large_changes,
        errors=mistakes,
        summary=rules.import_summary(
            kind, outcome.created, outcome.updated, outcome.unchanged, outcome.large_changes, len(mistakes)
        ),
        dry_run=dry_run,
    )


async def _noted(database: Database, kind: ImportKind, path: Path, source: Source, repeat: bool) -> UUID:
    """Differences must not be added twice, so such a file stands among the imports."""
    digest = await asyncio.to_thread(lambda: hashlib.sha256(path.read_bytes()).digest())
    local = LocalImport(kind, path.name[:200], None if repeat else digest)
    import_id = await database.run(imports.note_local_import, local)
    await database.run(imports.start_import, StartImport(import_id, source.rows))
    return import_id
