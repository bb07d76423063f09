"""API keys over HTTP, for admins and vendors whose programs call the shop."""

from typing import Final
from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from rowlock import clock
from rowlock.accounts import queries
from rowlock.accounts.commands import api_keys
from rowlock.accounts.errors import TooManyKeys
from rowlock.accounts.types import ApiKey, CreateKey, NewApiKey, RotateKey
from rowlock.db.database import Database
from rowlock.http.auth import Actor, requires_person
from rowlock.http.openapi import CARRIES_TOKEN, problems
from rowlock.http.paging import Page, Paging

_SORT: Final = "newest"


class ApiKeyController(Controller):
    path = "/api-keys"
    tags = ("API keys",)
    guards = (requires_person("admin", "vendor"),)
    opt = CARRIES_TOKEN

    @get()
    async def list_api_keys(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], paging: NamedDependency[Paging]
    ) -> Page[ApiKey]:
        """Lists one's own keys that are still good, the newest first."""
        async with database.primary() as db:
            rows, counted = await queries.list_api_keys(
                db,
                actor.user_id,
                after=paging.after(UUID, sort=_SORT),
                offset=paging.offset,
                limit=paging.limit + 1,
            )
        return paging.page(rows, counted, sort=_SORT, key=lambda row: row.id, item=lambda row: row)

    @post(responses=problems(TooManyKeys))
    async def create_api_key(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[CreateKey]
    ) -> NewApiKey:
        """Makes a key, which is shown this once.

        Send it as `Authorization: Bearer rk_…`. It may do what its owner may at that moment, within its scopes: nobody
        can make one that may more than himself. On routes for visitors a key is nobody in particular, with a rate
        limit of its own.
        """
        command = api_keys.MakeKey(actor.user_id, actor.role, data, clock.now())
        return await database.run(api_keys.create_key, command)

    @post("/{key_id:uuid}/rotate")
    async def rotate_api_key(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        key_id: FromPath[UUID],
        data: JSONBody[RotateKey],
    ) -> NewApiKey:
        """Makes a key that takes another one's place.

        The old one stays good for `overlap_seconds`, so that programs can be changed one after the other.
        """
        return await database.run(api_keys.rotate_key, api_keys.Rotate(actor.user_id, key_id, data.overlap_seconds))

    @delete("/{key_id:uuid}")
    async def end_api_key(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], key_id: FromPath[UUID]
    ) -> None:
        """Ends a key at once."""
        await database.run(api_keys.end_key, api_keys.EndKey(actor.user_id, key_id))
