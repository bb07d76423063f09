"""What exports and imports are on the wire and come out of their rows."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from rowlock.inventory.types import Level

ExportKind = Literal["orders", "order_lines", "products", "users", "inventory", "movements", "audit"]
ExportFormat = Literal["csv", "xlsx", "parquet", "shopify_csv"]
ImportKind = Literal["products", "prices", "stock", "customers"]
ExportStatus = Literal["queued", "running", "done", "failed", "cancelled"]
RowOutcome = Literal["created", "updated", "unchanged", "refused"]
ImportStatus = Literal["queued", "running", "done", "failed"]

Word = Annotated[str, Meta(min_length=1, max_length=20)]
Words = Word | Annotated[list[Word], Meta(min_length=1, max_length=10)]
Text = Annotated[str, Meta(min_length=1, max_length=300)]


class ExportFilters(msgspec.Struct, frozen=True, omit_defaults=True, rename={"from_day": "from", "to_day": "to"}):
    """What is taken away, as in the list of the same things; each kind of export knows some of these."""

    from_day: Annotated[date | None, Meta(description="First day, in the store's time zone.")] = None
    to_day: Annotated[date | None, Meta(description="Last day, which counts as well.")] = None
    status: Annotated[Words | None, Meta(description="One status, or any of several.")] = None
    payment_status: Annotated[Words | None, Meta(description="Of orders: one, or any of several.")] = None
    q: Annotated[str, Meta(min_length=1, max_length=200, description="What the list is searched for.")] | None = None
    email: Annotated[str, Meta(min_length=3, max_length=254)] | None = None
    user_id: UUID | None = None
    role: Word | None = None
    category_id: UUID | None = None
    vendor_id: UUID | None = None
    product_id: UUID | None = None
    below_threshold: Annotated[bool | None, Meta(description="Only what runs low, or only what does not.")] = None
    level: Annotated[Level | None, Meta(description="Of stock: what runs low, or what is sold out.")] = None
    variant_id: UUID | None = None
    sku: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    reason: Annotated[Words | None, Meta(description="Of movements: one, or any of several.")] = None
    actor_id: UUID | None = None
    order_id: UUID | None = None
    location_id: UUID | None = None
    action: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    object_type: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    object_id: Text | None = None
    cancelled: Annotated[bool | None, Meta(description="Only orders that were cancelled, or only others.")] = None
    uncategorised: Annotated[bool | None, Meta(description="Only with a product that is in no category.")] = None
    country: Annotated[str, Meta(max_length=2, description="Sent to this country; empty: to none.")] | None = None
    region: Annotated[str, Meta(max_length=200, description="Sent to this region; empty: to none.")] | None = None
    coupon_id: UUID | None = None
    refunded_from: Annotated[date | None, Meta(description="Money went back on this day or later.")] = None
    refunded_to: Annotated[date | None, Meta(description="Money went back on this day or before.")] = None
    customers_from: Annotated[
        date | None, Meta(description="Of accounts whose first order was on this day or later.")
    ] = None
    customers_to: Annotated[
        date | None, Meta(description="Of accounts whose first order was on this day or before.")
    ] = None

    @property
    def given(self) -> dict[str, Any]:
        """Those that are set, by the names that clients know them by."""
        names = zip(self.__struct_encode_fields__, self.__struct_fields__, strict=True)
        return {encoded: value for encoded, field in names if (value := getattr(self, field)) is not None}


class ExportRequest(ExportFilters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which file to write."""

    format: ExportFormat

    @property
    def filters(self) -> ExportFilters:
        return ExportFilters(**{field: getattr(self, field) for field in ExportFilters.__struct_fields__})


class StartedExport(msgspec.Struct, frozen=True):
    """What an export's job has to do. A later `run` than its own tells a worker to stop."""

    kind: ExportKind
    format: ExportFormat
    filters: ExportFilters
    run: int


class ExportWish(msgspec.Struct, frozen=True):
    """What an export is of."""

    kind: ExportKind
    format: ExportFormat
    filters: ExportFilters


class ReadyExport(msgspec.Struct, frozen=True):
    """What the mail about a finished export says, and to whom it goes."""

    kind: ExportKind
    format: ExportFormat
    row_count: int
    notes: list[str]
    expires_at: datetime
    email: str


class ExpiredFile(msgspec.Struct, frozen=True):
    """A file to delete."""

    id: UUID
    storage_key: str


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """An export as its admins see it."""

    id: UUID
    kind: ExportKind
    format: ExportFormat
    filters: ExportFilters
    status: ExportStatus
    progress: float
    rows: int
    bytes: int
    notes: list[str]
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
    status: ExportStatus
    row_count: int
    expected_rows: int | None
    bytes: int
    notes: list[str]
    storage_key: str | None
    error: str | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
    is_expired: bool
    is_requester_admin: bool


class ImportedRow(msgspec.Struct, frozen=True):
    """What became of a row of the file; the header is row 1. A product is named by its first row and its `item`, the
    handle; a price or a stock by its SKU. `message` says from what to what, or why it was refused."""

    row: int
    outcome: RowOutcome
    item: str | None
    message: str


class ImportMistake(msgspec.Struct, frozen=True):
    """Why something of the file was left out; the header is row 1."""

    row: int
    message: str


class ImportSummary(msgspec.Struct, frozen=True, kw_only=True):
    """An import in a list. In a file of prices, `large_changes` are those by more than half; `summary` says it all in
    words."""

    id: UUID
    kind: ImportKind
    file_name: str
    dry_run: bool
    status: ImportStatus
    progress: float
    rows: int | None
    created: int
    updated: int
    unchanged: int
    large_changes: int
    error_count: int
    summary: str
    error: str | None
    created_at: datetime
    finished_at: datetime | None


class Import(ImportSummary, frozen=True, kw_only=True):
    """An import as its admins see it."""

    errors: list[ImportMistake]


class ImportRow(msgspec.Struct, frozen=True):
    """A row of `imports`."""

    id: UUID
    kind: ImportKind
    file_name: str
    storage_key: str | None
    is_dry_run: bool
    requested_by: UUID | None
    status: ImportStatus
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
    large_changes: int
    errors: list[ImportMistake]
    summary: str
    dry_run: bool


class OwnData(msgspec.Struct, frozen=True):
    """Profile, addresses, sessions, API keys, cart, wishlists and orders of one person, as the shop keeps them."""

    profile: dict[str, Any]
    addresses: list[dict[str, Any]]
    sessions: list[dict[str, Any]]
    api_keys: list[dict[str, Any]]
    cart: list[dict[str, Any]]
    wishlists: list[dict[str, Any]]
    orders: list[dict[str, Any]]
