"""Many changes of products in one request, each with the body of the route that does it alone."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from rowlock.catalogue.types.requests import CreateProduct, CreateVariant, ReplaceProduct, UpdateProduct, UpdateVariant

MOST_OPERATIONS = 100

IfMatch = Annotated[str, Meta(min_length=1, max_length=200, description="As the header If-Match of the single call.")]


class Operation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="op"):
    """One change."""


class ProductOperation(Operation, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One change of a product that is there."""

    id: UUID
    if_match: IfMatch | None = None


class Create(Operation, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="create"):
    """As `POST /products`."""

    product: CreateProduct


class Update(ProductOperation, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="update"):
    """As `PATCH /products/{id}`."""

    product: UpdateProduct


class Replace(ProductOperation, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="replace"):
    """As `PUT /products/{id}`."""

    product: ReplaceProduct


class Delete(ProductOperation, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="delete"):
    """As `DELETE /products/{id}`: archived where anything refers to it."""


class AddVariant(Operation, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="add_variant"):
    """As `POST /products/{id}/variants`."""

    id: UUID
    variant: CreateVariant


class ChangeVariant(ProductOperation, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="update_variant"):
    """As `PATCH /products/{id}/variants/{variant_id}`."""

    variant_id: UUID
    variant: UpdateVariant


class RemoveVariant(ProductOperation, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="remove_variant"):
    """As `DELETE /products/{id}/variants/{variant_id}`."""

    variant_id: UUID


AnyOperation = Create | Update | Replace | Delete | AddVariant | ChangeVariant | RemoveVariant


class BulkRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes in their order; `atomic` ones all or none."""

    operations: Annotated[list[AnyOperation], Meta(min_length=1, max_length=MOST_OPERATIONS)]
    atomic: bool = False


class OperationError(msgspec.Struct, frozen=True):
    """One invalid value of an operation, by its path in the body of the single call."""

    path: str
    message: str


class OperationProblem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why one operation was refused, as the single call would say it."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[OperationError] | None = None


class OperationResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one operation: the status of the single call, what it was about, or why it was refused."""

    op: Literal["create", "update", "replace", "delete", "add_variant", "update_variant", "remove_variant"]
    status: int
    product_id: UUID | None = None
    variant_id: UUID | None = None
    problem: OperationProblem | None = None


class BulkResults(msgspec.Struct, frozen=True, kw_only=True):
    """The result of every operation, in the order of the request."""

    succeeded: int
    failed: int
    results: list[OperationResult]
