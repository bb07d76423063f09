"""Puts the opening catalogue into an empty shop, through the commands that an admin's request runs."""

import asyncio
from typing import Final
from uuid import UUID

import msgspec

from rowlock.catalogue.commands.categories import NewCategory, create_category
from rowlock.catalogue.commands.products import Author, NewProduct, create_product
from rowlock.catalogue.types.requests import CreateProduct, CreateVariant, Discount, SaveCategory
from rowlock.db.connections import Writer
from rowlock.db.database import Database
from rowlock.demo import pictures, sql
from rowlock.demo.goods import Good, Goods, read_goods
from rowlock.demo.types import StoredRendition
from rowlock.settings import Settings
from rowlock.storage.store import Storage, open_storage

# In the audit log for what no person did.
_NOBODY: Final = UUID(int=0)
_DRAWN_AT_ONCE: Final = 4


class _Opening(msgspec.Struct, frozen=True):
    """The goods with the renditions of their pictures, which stand in storage already."""

    goods: Goods
    renditions: list[dict[str, StoredRendition]]
    currency: str


async def open_shop(database: Database, settings: Settings) -> bool:
    """Gives an empty shop goods to look at and whether it was empty. All of them in one transaction, or none."""
    async with database.primary() as db:
        if not await sql.is_shop_empty(db):
            return False
    goods = read_goods()
    storage = open_storage(settings)
    turn = asyncio.Semaphore(_DRAWN_AT_ONCE)
    async with asyncio.TaskGroup() as group:
        drawn = [group.create_task(_store_picture(storage, good, turn)) for good in goods.products]
    return await database.run(_insert_goods, _Opening(goods, [task.result() for task in drawn], settings.currency))


async def _store_picture(storage: Storage, good: Good, turn: asyncio.Semaphore) -> dict[str, StoredRendition]:
    urls = {}
    async with turn:
        colour = good.colours[0] if good.colours else None
        for picture in await asyncio.to_thread(pictures.draw, good.shape, colour, good.slug):
            key = f"media/demo/{picture.name}"
            await storage.put(key, picture.data)
            urls[picture.rendition, picture.format] = storage.url(key)
    return {
        name: StoredRendition(urls[name, "webp"], edge, edge, "webp", urls[name, "jpeg"])
        for name, edge in pictures.RENDITIONS.items()
    }


async def _insert_goods(db: Writer, command: _Opening) -> bool:
    if not await sql.is_shop_empty(db):
        return False
    categories = await _insert_categories(db, command.goods)
    product_ids = []
    for good, renditions in zip(command.goods.products, command.renditions, strict=True):
        product = NewProduct(
            Author(_NOBODY, is_admin=True), command.currency, _request(good, categories[good.category])
        )
        product_id = await create_product(db, product)
        await sql.insert_image(db, product_id=product_id, alt=_alt(good), renditions=renditions)
        product_ids.append(product_id)
    await sql.refresh_product_documents(db, product_ids=product_ids)
    return True


async def _insert_categories(db: Writer, goods: Goods) -> dict[str, UUID]:
    ids: dict[str, UUID] = {}
    for position, category in enumerate(goods.categories):
        request = SaveCategory(
            name=category.name,
            slug=category.slug,
            parent_id=ids[category.parent] if category.parent is not None else None,
            description=category.about,
            position=position,
        )
        ids[category.slug] = await create_category(db, NewCategory(_NOBODY, request))
    return ids


def _request(good: Good, category_id: UUID) -> CreateProduct:
    return CreateProduct(
        name=good.name,
        slug=good.slug,
        description=f"<p>{good.about}</p>",
        category_id=category_id,
        status="active",
        is_featured=good.featured,
        tags=good.tags,
        discount=Discount(type="percentage", value=good.discount) if good.discount else None,
        variants=[
            CreateVariant(sku=variant.sku, options=variant.options, price=variant.price, stock=variant.stock)
            for variant in good.variants
        ],
    )


def _alt(good: Good) -> str:
    return f"{good.name} in {good.colours[0].lower()}" if good.colours else good.name
