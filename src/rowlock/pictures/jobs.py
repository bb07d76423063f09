"""The worker's side of pictures: their renditions, and their files once nobody needs them."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from rowlock import clock
from rowlock.catalogue.types.documents import Rendition
from rowlock.outbox.jobs import GiveUp, JobContext, job, periodic
from rowlock.pictures import commands, files, queries
from rowlock.pictures.commands import Failure, Finished
from rowlock.pictures.decoding import render
from rowlock.pictures.errors import DamagedPicture
from rowlock.storage.store import Storage

# A storage or a database that is away comes back; a decoder that was killed for its time or memory may have had bad
# luck once.
_TRIES: Final = 4
# Longer than an upload or a rendering takes: what has no row by then will have none.
_ORPHANED_AFTER: Final = timedelta(hours=1)


@job(timeout_seconds=180)
async def render_picture(context: JobContext, *, picture_id: UUID) -> None:
    """Run twice, it leaves the same files; run after the picture was deleted, it leaves none."""
    try:
        is_needed = await _render(context, picture_id)
    except DamagedPicture as error:
        await context.database.run(commands.fail_picture, Failure(picture_id, "The picture cannot be decoded"))
        raise GiveUp(f"picture {picture_id} is damaged: {error.detail}") from error
    except Exception as error:
        if context.attempt < _TRIES:
            raise
        words = "Its sizes could not be made; the server's log says why"
        await context.database.run(commands.fail_picture, Failure(picture_id, words))
        raise GiveUp(f"{type(error).__name__}: {error}") from error
    if not is_needed:
        await files.delete_files(context.storage, picture_id)


async def _render(context: JobContext, picture_id: UUID) -> bool:
    """False where the picture is gone."""
    async with context.database.primary() as db:
        row = await queries.get_original(db, picture_id)
    if row is None:
        return False
    if row.status != "processing" or row.content_hash is None or row.format is None:
        return True
    original = await context.storage.get(files.original_key(picture_id, row.content_hash, row.format))
    renditions = {}
    for made in await render(original):
        renditions[made.name] = Rendition(
            url=await _put(context.storage, files.rendition_key(picture_id, made.webp, "webp"), made.webp),
            width=made.width,
            height=made.height,
            format="webp",
            jpeg_url=await _put(context.storage, files.rendition_key(picture_id, made.jpeg, "jpeg"), made.jpeg),
        )
    if await context.database.run(commands.finish_picture, Finished(picture_id, renditions)):
        return True
    async with context.database.primary() as db:
        return await queries.get_original(db, picture_id) is not None


async def _put(storage: Storage, key: str, data: bytes) -> str:
    await storage.put(key, data)
    return storage.url(key)


@job(timeout_seconds=600)
async def delete_picture_files(context: JobContext, *, picture_ids: list[UUID]) -> None:
    """After the commit that deleted these pictures; one that is there after all keeps its files."""
    async with context.database.primary() as db:
        gone = await queries.list_unknown(db, set(picture_ids))
    for picture_id in gone:
        await files.delete_files(context.storage, picture_id)


@periodic(seconds=3600)
async def delete_orphaned_files(context: JobContext) -> None:
    """What an upload left that was killed before its commit, or that was rendered while the picture was deleted."""
    before = clock.now() - _ORPHANED_AFTER
    for folder in (files.PUBLIC, files.PRIVATE):
        async for batch in context.storage.list_files(folder):
            owners = {
                owner
                for file in batch
                if file.modified_at < before and (owner := files.picture_of(file.key)) is not None
            }
            async with context.database.primary() as db:
                orphaned = await queries.list_unknown(db, owners)
            for picture_id in orphaned:
                await files.delete_files(context.storage, picture_id)
