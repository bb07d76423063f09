"""Many changes of products in one transaction, each by the command that does it alone."""

from collections.abc import Callable
from uuid import UUID

import msgspec

from rowlock.catalogue.commands import products, variants
from rowlock.catalogue.commands.products import Author
from rowlock.catalogue.errors import BulkRefused
from rowlock.catalogue.sql import import_rows, product_rows
from rowlock.catalogue.types.bulk import (
    AddVariant,
    AnyOperation,
    BulkRequest,
    BulkResults,
    ChangeVariant,
    Create,
    Delete,
    OperationError,
    OperationProblem,
    OperationResult,
    RemoveVariant,
    Replace,
    Update,
)
from rowlock.db.connections import Writer
from rowlock.db.database import savepoint
from rowlock.errors import RowlockError

IsCurrent = Callable[[str, int], bool]
"""Whether an If-Match names this version."""

_WORST = 500
# No product has it: what was seen of the product is not what it is.
_NO_VERSION = -1


class BulkChange(msgspec.Struct, frozen=True):
    author: Author
    currency: str
    request: BulkRequest


class _Target(msgspec.Struct, frozen=True):
    """What an operation was about."""

    product_id: UUID
    variant_id: UUID | None = None


async def change_products(db: Writer, command: BulkChange, is_current: IsCurrent) -> BulkResults:
    """Each operation is whole or not at all, and a refused one stops no other. BulkRefused where the request is atomic
    and any was refused. Locks the products that are named, then their documents, each in the order of their ids.
    """
    operations = command.request.operations
    named = list({operation.id for operation in operations if not isinstance(operation, Create)})
    locked = {row.id: row.version for row in await product_rows.lock_products(db, product_ids=named)}
    await import_rows.lock_documents(db, product_ids=named)
    results = []
    for operation in operations:
        expected = _expected_version(operation, locked, is_current)
        try:
            async with savepoint(db):
                target = await _apply(db, command, operation, expected)
        except RowlockError as error:
            if error.status >= _WORST:
                raise
            results.append(_refused(operation, error))
        else:
            results.append(_done(operation, target))
    failed = sum(result.problem is not None for result in results)
    if failed and command.request.atomic:
        raise BulkRefused(f"{failed} of {len(results)} operations were refused, so none was done", results=results)
    return BulkResults(succeeded=len(results) - failed, failed=failed, results=results)


def _expected_version(operation: AnyOperation, locked: dict[UUID, int], is_current: IsCurrent) -> int | None:
    if isinstance(operation, Create | AddVariant) or operation.if_match is None:
        return None
    version = locked.get(operation.id, _NO_VERSION)
    return version if is_current(operation.if_match, version) else _NO_VERSION


async def _apply(db: Writer, command: BulkChange, operation: AnyOperation, expected: int | None) -> _Target:
    author = command.author
    match operation:
        case Create(product=product):
            return _Target(
                await products.create_product(db, products.NewProduct(author, command.currency, product)),
            )
        case Update(id=product_id, product=change) | Replace(id=product_id, product=change):
            await products.update_product(db, products.ProductChange(author, product_id, change, expected))
            return _Target(product_id)
        case Delete(id=product_id):
            await products.remove_product(db, products.ProductRemoval(author, product_id, expected))
            return _Target(product_id)
        case AddVariant(id=product_id, variant=variant):
            added = await variants.add_variant(db, variants.NewVariant(author, product_id, variant))
            return _Target(product_id, added)
        case ChangeVariant(id=product_id, variant_id=variant_id, variant=changes):
            changed = variants.VariantChange(author, product_id, variant_id, changes, expected)
            await variants.update_variant(db, changed)
            return _Target(product_id, variant_id)
        case RemoveVariant(id=product_id, variant_id=variant_id):
            await variants.remove_variant(db, variants.VariantRemoval(author, product_id, variant_id, expected))
            return _Target(product_id, variant_id)


def _done(operation: AnyOperation, target: _Target) -> OperationResult:
    return OperationResult(
        op=operation.__struct_config__.tag,  # type: ignore[arg-type]
        status=_status(operation),
        product_id=target.product_id,
        variant_id=target.variant_id,
    )


def _status(operation: AnyOperation) -> int:
    match operation:
        case Create() | AddVariant():
            return 201
        case Delete() | RemoveVariant():
            return 204
        case _:
            return 200


def _refused(operation: AnyOperation, error: RowlockError) -> OperationResult:
    given = error.extra.get("errors")
    problem = OperationProblem(
        type=f"/problems/{error.code}",
        title=error.title,
        status=error.status,
        detail=error.detail,
        code=error.code,
        errors=msgspec.convert(given, list[OperationError]) if given else None,
    )
    return OperationResult(
        op=operation.__struct_config__.tag,  # type: ignore[arg-type]
        status=error.status,
        product_id=None if isinstance(operation, Create) else operation.id,
        variant_id=operation.variant_id if isinstance(operation, ChangeVariant | RemoveVariant) else None,
        problem=problem,
    )
