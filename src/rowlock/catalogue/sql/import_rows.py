"""The statements that bring many products of a file in together."""

from typing import Any
from uuid import UUID

from rowlock.catalogue.types.imported import Keyed, KnownImage, KnownProduct, KnownVariant, SkuOwner
from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement


@statement
async def lock_imported_products(db: Writer, *, slugs: list[str]) -> list[KnownProduct]: ...


@statement
async def list_variants_of_products(db: Reader, *, product_ids: list[UUID]) -> list[KnownVariant]: ...


@statement
async def list_images_of_products(db: Reader, *, product_ids: list[UUID]) -> list[KnownImage]: ...


@statement
async def list_sku_owners(db: Reader, *, skus: list[str]) -> list[SkuOwner]: ...


@statement
async def list_vendors_by_key(db: Reader, *, keys: list[str]) -> list[Keyed]: ...


@statement
async def insert_missing_vendors(db: Writer, *, names: list[str], keys: list[str]) -> None: ...


@statement
async def list_categories_by_slug(db: Reader, *, slugs: list[str]) -> list[Keyed]: ...


@statement
async def insert_missing_categories(db: Writer, *, slugs: list[str], names: list[str]) -> None: ...


@statement
async def insert_imported_products(db: Writer, *, rows: Any) -> list[Keyed]: ...


@statement
async def update_imported_products(db: Writer, *, rows: Any) -> None: ...


@statement
async def insert_imported_variants(db: Writer, *, rows: Any) -> list[Keyed]: ...


@statement
async def update_imported_variants(db: Writer, *, rows: Any) -> None: ...


@statement
async def remove_variants(db: Writer, *, variant_ids: list[UUID]) -> None: ...


@statement
async def replace_images_of_products(db: Writer, *, product_ids: list[UUID], rows: Any) -> None: ...


@statement
async def lock_documents(db: Writer, *, product_ids: list[UUID]) -> None: ...
