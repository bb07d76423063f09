"""Wishlists as they cross the wire and come out of rows."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from rowlock.cart.types import Quantity

DEFAULT: Final = "default"
MOST_LISTS: Final = 20
MOST_WISHES: Final = 200
NAME_PATTERN: Final = (
    r"^[^\s/\u0000-\u001f\u007f]([^/\u0000-\u001f\u007f\u2028\u2029]*[^\s/\u0000-\u001f\u007f])?$(?!\n)"
)
LONGEST_NAME: Final = 50

# Begins and ends with something to see, and can stand in an address.
ListName = Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME, pattern=NAME_PATTERN, examples=["gifts"])]


class AddWish(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A product for a list; `variant_id` where it is clear which one."""

    product_id: UUID
    variant_id: UUID | None = None
    list: ListName | None = None
    note: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\u0000]*$(?!\n)")] | None = None


class MoveToCart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which variant goes into the cart, where the wish does not say, and how many."""

    variant_id: UUID | None = None
    quantity: Quantity = 1


class RenameWishlist(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Another name for a list."""

    name: ListName


class Wish(msgspec.Struct):
    """A wish with what its product is now, or the variant of it that was chosen. `is_available` is false where it is no
    longer for sale; its last price is shown then.
    """

    id: UUID
    product_id: UUID
    variant_id: UUID | None
    list: str
    note: str | None
    added_at: datetime
    slug: str
    name: str
    options: dict[str, str] | None
    price: int
    currency: str
    is_available: bool
    in_stock: bool
    image_url: str | None


class Wishlist(msgspec.Struct):
    """A list and how many wishes it has."""

    name: str
    wishes: int
    created_at: datetime


class FoundList(msgspec.Struct, frozen=True):
    id: UUID
    wishes: int
