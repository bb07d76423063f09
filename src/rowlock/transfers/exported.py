"""The rows that an export writes: the fields of a struct are the columns of its file."""

from datetime import datetime
from typing import Annotated

import msgspec

Money = Annotated[int, "money"]
"""A column in the minor unit of the row's `currency`: a decimal in the file."""


class ExportedOrder(msgspec.Struct, frozen=True):
    """One order of a file."""

    id: str
    number: str
    placed_at: datetime
    status: str
    payment_status: str
    email: str
    currency: str
    subtotal: Money
    discount_total: Money
    shipping_total: Money
    tax_total: Money
    total: Money
    paid_total: Money
    refunded_total: Money
    items: int
    units: int
    coupon: str | None
    shipping_method: str
    shipping_name: str | None
    shipping_city: str | None
    shipping_region: str | None
    shipping_postal_code: str | None
    shipping_country: str | None


class ExportedVariant(msgspec.Struct, frozen=True):
    """One variant of a file of products."""

    product_id: str
    slug: str
    name: str
    status: str
    category: str | None
    vendor: str | None
    tags: str
    variant_id: str
    sku: str
    options: str
    currency: str
    price: Money
    compare_at_price: Money | None
    on_hand: int
    weight_grams: int | None
    barcode: str | None
    created_at: datetime
    updated_at: datetime


class ShopifyVariant(msgspec.Struct, frozen=True):
    """A variant as Shopify's CSV has it. Its picture is the first that is its own."""

    sku: str
    options: dict[str, str]
    price: int
    compare_at_price: int | None
    on_hand: int
    weight_grams: int | None
    barcode: str | None
    image_url: str | None


class ShopifyImage(msgspec.Struct, frozen=True):
    """A picture at an address outside, or at one of our own."""

    url: str
    alt: str


class ShopifyProduct(msgspec.Struct, frozen=True):
    """One product of such a file, with its variants and pictures in their order."""

    slug: str
    name: str
    description: str
    status: str
    category_slug: str | None
    category_name: str | None
    vendor: str | None
    tags: list[str]
    option_names: list[str]
    currency: str
    seo_title: str | None
    seo_description: str | None
    variants: list[ShopifyVariant]
    images: list[ShopifyImage]


class ExportedUser(msgspec.Struct, frozen=True):
    """One account of a file; nothing that could open it."""

    id: str
    email: str
    full_name: str
    phone: str | None
    role: str
    status: str
    is_email_verified: bool
    created_at: datetime


class ExportedStock(msgspec.Struct, frozen=True):
    """The stock of one variant in a file."""

    variant_id: str
    sku: str
    product: str
    options: str
    product_status: str
    on_hand: int
    low_stock_threshold: int
    is_low: bool
    currency: str
    price: Money
    updated_at: datetime


class ExportedOrderLine(msgspec.Struct, frozen=True):
    """One line of an order as it was bought."""

    order_id: str
    order_number: str
    placed_at: datetime
    status: str
    payment_status: str
    line_id: str
    product_id: str
    variant_id: str
    sku: str
    name: str
    options: str
    vendor: str | None
    currency: str
    unit_price: Money
    quantity: int
    discount: Money
    line_total: Money
    tax: Money
    tax_name: str | None
    shipped_quantity: int
    refunded_quantity: int
    restocked_quantity: int


class ExportedMovement(msgspec.Struct, frozen=True):
    """One line of the ledger of stock."""

    id: str
    created_at: datetime
    variant_id: str
    sku: str
    product: str
    delta: int
    reason: str
    location: str | None
    order_number: str | None
    reference_id: str | None
    actor: str | None
    note: str | None


class ExportedEntry(msgspec.Struct, frozen=True):
    """One entry of the audit log; what was before and after is JSON."""

    id: str
    at: datetime
    actor_id: str | None
    actor: str | None
    api_key_id: str | None
    action: str
    object_type: str
    object_id: str
    before: str | None
    after: str | None
    request_id: str | None
    address: str | None
