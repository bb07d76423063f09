"""The catalogue over HTTP, for admins and for vendors with what is theirs."""

from typing import Final
from uuid import UUID

from litestar import Controller, Response, delete, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from rowlock.catalogue import queries
from rowlock.catalogue.commands import categories, products, variants
from rowlock.catalogue.commands.products import Author
from rowlock.catalogue.errors import (
    CategoryCycle,
    CategoryInUse,
    DuplicateCategorySlug,
    DuplicateOptions,
    DuplicateSku,
    DuplicateSlug,
    LastVariant,
)
from rowlock.catalogue.routes import for_editors, manages
from rowlock.catalogue.types import (
    Category,
    CreateProduct,
    CreateVariant,
    Product,
    ReplaceProduct,
    SaveCategory,
    UpdateProduct,
    UpdateVariant,
)
from rowlock.db.database import Database
from rowlock.errors import NotFound, PreconditionFailed
from rowlock.http import etags
from rowlock.http.auth import Actor, requires_role
from rowlock.http.openapi import problems
from rowlock.http.requests import Request
from rowlock.settings import Settings

_DUPLICATES: Final = (DuplicateSku, DuplicateSlug, DuplicateOptions)


class ProductEditController(Controller):
    path = "/products"
    tags = ("Admin: catalogue",)
    guards = (requires_role("admin", "vendor", area="catalogue"),)

    @post(responses=problems(*_DUPLICATES, body=Product, status=201))
    async def create_product(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        data: JSONBody[CreateProduct],
    ) -> Response[bytes]:
        """Adds a product with its variants and their stock.

        A vendor's product is his own.
        """
        command = products.NewProduct(_author(actor), settings.currency, data)
        product_id = await database.run(products.create_product, command)
        return await _product(database, product_id, status=201)

    @put("/{product_id:uuid}", responses=problems(NotFound, PreconditionFailed, *_DUPLICATES, body=Product))
    async def replace_product(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        data: JSONBody[ReplaceProduct],
    ) -> Response[bytes]:
        """Rewrites a product, its variants aside: what is left out takes its default."""
        return await _change(request, database, actor, product_id, data)

    @patch("/{product_id:uuid}", responses=problems(NotFound, PreconditionFailed, *_DUPLICATES, body=Product))
    async def update_product(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        data: JSONBody[UpdateProduct],
    ) -> Response[bytes]:
        """Changes what is given of a product."""
        return await _change(request, database, actor, product_id, data)

    @delete("/{product_id:uuid}", responses=problems(NotFound, PreconditionFailed))
    async def archive_product(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
    ) -> None:
        """Archives a product.

        Nobody sees it any more but admins, its vendor and the orders that name it.
        """
        expected = await _expected_version(request, database, actor, product_id)
        await database.run(products.remove_product, products.ProductRemoval(_author(actor), product_id, expected))

    @post(
        "/{product_id:uuid}/variants",
        responses=problems(NotFound, DuplicateSku, DuplicateOptions, body=Product, status=201),
    )
    async def add_variant(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        data: JSONBody[CreateVariant],
    ) -> Response[bytes]:
        """Adds a variant with the same options as the others and other values; gives the product."""
        await database.run(variants.add_variant, variants.NewVariant(_author(actor), product_id, data))
        return await _product(database, product_id, status=201)

    @patch(
        "/{product_id:uuid}/variants/{variant_id:uuid}",
        responses=problems(NotFound, PreconditionFailed, DuplicateSku, DuplicateOptions, body=Product),
    )
    async def update_variant(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        variant_id: FromPath[UUID],
        data: JSONBody[UpdateVariant],
    ) -> Response[bytes]:
        """Changes what is given of a variant; gives the product.

        Stock is changed by `POST /admin/inventory/adjust`.
        """
        expected = await _expected_version(request, database, actor, product_id)
        command = variants.VariantChange(_author(actor), product_id, variant_id, data, expected)
        await database.run(variants.update_variant, command)
        return await _product(database, product_id)

    @delete("/{product_id:uuid}/variants/{variant_id:uuid}", responses=problems(NotFound, LastVariant))
    async def remove_variant(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        variant_id: FromPath[UUID],
    ) -> None:
        """Takes a variant out of sale; the last one of a product stays."""
        command = variants.VariantRemoval(_author(actor), product_id, variant_id)
        await database.run(variants.remove_variant, command)


class CategoryEditController(Controller):
    path = "/categories"
    tags = ("Admin: catalogue",)
    guards = (requires_role("admin", area="catalogue"),)

    @post(responses=problems(DuplicateCategorySlug))
    async def create_category(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[SaveCategory]
    ) -> Category:
        """Adds a category below another, or at the top."""
        command = categories.NewCategory(actor.user_id, data)
        return await _category(database, await database.run(categories.create_category, command))

    @put("/{category_id:uuid}", responses=problems(NotFound, CategoryCycle, DuplicateCategorySlug))
    async def update_category(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        category_id: FromPath[UUID],
        data: JSONBody[SaveCategory],
    ) -> Category:
        """Renames or moves a category, with all that is below it."""
        await database.run(categories.update_category, categories.CategoryChange(actor.user_id, category_id, data))
        return await _category(database, category_id)

    @delete("/{category_id:uuid}", responses=problems(NotFound, CategoryInUse))
    async def delete_category(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], category_id: FromPath[UUID]
    ) -> None:
        """Removes a category that has neither products nor categories in it."""
        await database.run(categories.delete_category, categories.CategoryRemoval(actor.user_id, category_id))


def _author(actor: Actor) -> Author:
    return Author(actor.user_id, actor.vendor_id, actor.role == "admin")


async def _change(
    request: Request,
    database: Database,
    actor: Actor,
    product_id: UUID,
    data: UpdateProduct | ReplaceProduct,
) -> Response[bytes]:
    expected = await _expected_version(request, database, actor, product_id)
    await database.run(products.update_product, products.ProductChange(_author(actor), product_id, data, expected))
    return await _product(database, product_id)


async def _expected_version(request: Request, database: Database, actor: Actor, product_id: UUID) -> int | None:
    """The version that If-Match names. The command compares it again under its lock.

    Somebody else's product is not there, whatever version is named: 412 would tell that it exists.
    """
    sent = etags.if_match(request)
    if sent is None:
        return None
    async with database.primary() as db:
        found = await queries.get_product(db, str(product_id))
    if not manages(actor, found.vendor_id):
        raise NotFound
    etags.check_if_match(sent, etags.of_version(found.version))
    return found.version


async def _product(database: Database, product_id: UUID, *, status: int = 200) -> Response[bytes]:
    """The product after a change, as its editors see it."""
    async with database.primary() as db:
        found = await queries.get_product(db, str(product_id))
        (body,) = await queries.with_stock(db, [found.document])
    return for_editors(found, body, status=status)


async def _category(database: Database, category_id: UUID) -> Category:
    async with database.primary() as db:
        return await queries.get_category(db, str(category_id))
