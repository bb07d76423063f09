"""What exports and imports are on the wire, and the rows that an export writes."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

ExportKind = Literal["orders", "products", "users", "inventory"]
ExportFormat = Literal["csv", "xlsx", "parquet", "shopify_csv"]
ImportKind = Literal["products", "prices", "stock"]
TransferStatus = Literal["queued", "running", "done", "failed"]

Money = Annotated[int, "money"]
"""A column in the minor unit of the row's `currency`: a decimal in the file."""


class ExportFilters(msgspec.Struct, frozen=True, omit_defaults=True, rename={"from_day": "from", "to_day": "to"}):
    """What is taken away; days are days of the store's time zone, and both count."""

    from_day: date | None = None
    to_day: date | None = None
    status: Annotated[str, Meta(min_length=1, max_length=20)] | None = None


class ExportRequest(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"from_day": "from", "to_day": "to"}
):
    """Which file to write."""

    format: ExportFormat
    from_day: Annotated[date | None, Meta(description="First day, in the store's time zone.")] = None
    to_day: Annotated[date | None, Meta(description="Last day, which counts as well.")] = None
    status: Annotated[str, Meta(min_length=1, max_length=20)] | None = None


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """An export as its admins see it."""

    id: UUID
    kind: ExportKind
    format: ExportFormat
    filters: ExportFilters
    status: TransferStatus
    progress: float
    rows: int
    bytes: int
    download_url: str | None
    expires_at: datetime | None
    error: str | None
    created_at: datetime
    finished_at: datetime | None


class ExportRow(msgspec.Struct, frozen=True):
    """A row of `exports`, with what decides who may download it."""

    id: UUID
    kind: ExportKind
    format: ExportFormat
    filters: ExportFilters
    status: TransferStatus
    row_count: int
    expected_rows: int | None
    bytes: int
    storage_key: str | None
    error: str | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
    is_expired: bool
    is_requester_admin: bool


class ImportMistake(msgspec.Struct, frozen=True):
    """Why something of the file was left out; the header is row 1."""

    row: int
    message: str


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """An import as its admins see it. In a file of prices, `large_changes` are those by more than half."""

    id: UUID
    kind: ImportKind
    file_name: str
    dry_run: bool
    status: TransferStatus
    progress: float
    rows: int | None
    created: int
    updated: int
    unchanged: int
    large_changes: int
    error_count: int
    errors: list[ImportMistake]
    error: str | None
    created_at: datetime
    finished_at: datetime | None


class ImportRow(msgspec.Struct, frozen=True):
    """A row of `imports`."""

    id: UUID
    kind: ImportKind
    file_name: str
    storage_key: str | None
    is_dry_run: bool
    requested_by: UUID | None
    status: TransferStatus
    total_rows: int | None
    done_rows: int
    created: int
    updated: int
    unchanged: int
    large_changes: int
    error: str | None
    created_at: datetime
    finished_at: datetime | None
    error_count: int


class FinishedImport(msgspec.Struct, frozen=True):
    """What an import did, and who asked for it."""

    kind: ImportKind
    is_dry_run: bool
    requested_by: UUID | None
    created: int
    updated: int
    unchanged: int


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """How an import from the command line went."""

    rows: int
    created: int
    updated: int
    unchanged: int
    errors: list[ImportMistake]
    dry_run: bool


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


class OwnData(msgspec.Struct, frozen=True):
    """Profile, addresses, sessions, API keys, cart, wishlists and orders of one person, as the shop keeps them."""

    profile: dict[str, Any]
    addresses: list[dict[str, Any]]
    sessions: list[dict[str, Any]]
    api_keys: list[dict[str, Any]]
    cart: list[dict[str, Any]]
    wishlists: list[dict[str, Any]]
    orders: list[dict[str, Any]]
