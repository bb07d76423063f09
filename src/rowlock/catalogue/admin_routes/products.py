"""Products and variants over HTTP, for admins and the vendors they belong to."""

from typing import Final
from uuid import UUID

from litestar import Controller, Response, delete, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from rowlock.catalogue.admin_routes.editing import author_of, edited, expected_version
from rowlock.catalogue.commands import products, variants
from rowlock.catalogue.errors import (
    DuplicateOptions,
    DuplicateSku,
    DuplicateSlug,
    LastVariant,
)
from rowlock.catalogue.types.documents import Product
from rowlock.catalogue.types.requests import (
    CreateProduct,
    CreateVariant,
    ReplaceProduct,
    UpdateProduct,
    UpdateVariant,
)
from rowlock.db.database import Database
from rowlock.errors import NotFound, PreconditionFailed
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
        command = products.NewProduct(author_of(actor), settings.currency, data)
        product_id = await database.run(products.create_product, command)
        return await edited(database, product_id, status=201)

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
    async def delete_product(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
    ) -> None:
        """Deletes a product, or archives it where anything refers to it.

        Orders, pictures and the ledger of stock, which is never rewritten, refer to products: one that was in stock, be
        it for a moment, is archived. Nobody sees it any more but admins, its vendor and the orders that name it.
        """
        expected = await expected_version(request, database, actor, product_id)
        await database.run(products.remove_product, products.ProductRemoval(author_of(actor), product_id, expected))

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
        await database.run(variants.add_variant, variants.NewVariant(author_of(actor), product_id, data))
        return await edited(database, product_id, status=201)

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
        expected = await expected_version(request, database, actor, product_id)
        command = variants.VariantChange(author_of(actor), product_id, variant_id, data, expected)
        await database.run(variants.update_variant, command)
        return await edited(database, product_id)

    @delete(
        "/{product_id:uuid}/variants/{variant_id:uuid}",
        responses=problems(NotFound, PreconditionFailed, LastVariant),
    )
    async def remove_variant(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        variant_id: FromPath[UUID],
    ) -> None:
        """Takes a variant out of sale; the last one of a product stays."""
        expected = await expected_version(request, database, actor, product_id)
        command = variants.VariantRemoval(author_of(actor), product_id, variant_id, expected)
        await database.run(variants.remove_variant, command)


async def _change(
    request: Request,
    database: Database,
    actor: Actor,
    product_id: UUID,
    data: UpdateProduct | ReplaceProduct,
) -> Response[bytes]:
    expected = await expected_version(request, database, actor, product_id)
    await database.run(products.update_product, products.ProductChange(author_of(actor), product_id, data, expected))
    return await edited(database, product_id)
