"""What must be true of a shop at any time. Each invariant is a question that must find nothing."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

import msgspec

from rowlock.analytics.commands import RefreshReadModels, refresh_read_models
from rowlock.cart.types import MOST_LINES
from rowlock.catalogue.commands import documents
from rowlock.db.connections import Reader
from rowlock.db.database import Database
from rowlock.operations import sql
from rowlock.operations.types import Finding
from rowlock.orders.rules import TRANSITIONS
from rowlock.settings import Settings
from rowlock.wishlists.types import MOST_LISTS, MOST_WISHES

# Enough to see what kind of mistake it is.
_MOST_IDS: Final = 20


class Invariant(msgspec.Struct, frozen=True):
    """Its name, what it says, and how to find what breaks it."""

    name: str
    description: str
    find: Callable[[Reader], Awaitable[list[str]]]


_STEPS: Final = [f"{before}>{after}" for before, steps in TRANSITIONS.items() for after in steps]

INVARIANTS: Final = (
    Invariant(
        "stock_is_the_sum_of_its_ledger",
        "The stock of every variant is the sum of its movements",
        sql.stock_is_the_sum_of_its_ledger,
    ),
    Invariant("stock_is_not_negative", "No variant has less than nothing", sql.stock_is_not_negative),
    Invariant(
        "locations_are_sums",
        "What lies at a location is the sum of its movements there, and nowhere less than nothing",
        sql.locations_are_sums,
    ),
    Invariant(
        "transfers_keep_the_total",
        "A transfer takes from one location what it brings to another",
        sql.transfers_keep_the_total,
    ),
    Invariant(
        "there_is_one_default_location",
        "There is one default location, and stock names only locations that exist",
        sql.there_is_one_default_location,
    ),
    Invariant("low_stock_is_known", "What runs low is known, and nothing else", sql.low_stock_is_known),
    Invariant("variants_have_stock_rows", "Every variant has its stock row", sql.variants_have_stock_rows),
    Invariant(
        "parcels_hold_what_was_sold",
        "No more of a line is in parcels than has left, nor has more left than was bought",
        sql.parcels_hold_what_was_sold,
    ),
    Invariant(
        "returns_hold_what_was_sent",
        "No more of a line is in returns than has left, and what went back for one is of its order",
        sql.returns_hold_what_was_sent,
    ),
    Invariant("lines_are_sold_once", "Every line of an order took its stock once, in full", sql.lines_are_sold_once),
    Invariant(
        "movements_have_their_line",
        "Every sale, cancellation and return in the ledger belongs to a line of an order",
        sql.movements_have_their_line,
    ),
    Invariant(
        "lines_are_put_back_as_told",
        "What came back of a line is what its order says, and all of it where that is cancelled",
        sql.lines_are_put_back_as_told,
    ),
    Invariant("lines_add_up", "A line is its price times its number, less its discount", sql.lines_add_up),
    Invariant("totals_are_sums", "The totals of an order are the sums of its lines", sql.totals_are_sums),
    Invariant(
        "paid_is_the_sum_of_payments",
        "What an order says was paid is the sum of its payments, in its currency",
        sql.paid_is_the_sum_of_payments,
    ),
    Invariant(
        "refunded_is_the_sum_of_refunds",
        "What an order says went back is the sum of its refunds, and no more than was paid",
        sql.refunded_is_the_sum_of_refunds,
    ),
    Invariant(
        "provider_payments_are_kept",
        "What a provider took in stands in the ledger, once, for its order",
        sql.provider_payments_are_kept,
    ),
    Invariant(
        "provider_refunds_are_true",
        "What a provider gave back is a row that names it, and what it refused is taken back",
        sql.provider_refunds_are_true,
    ),
    Invariant("unpaid_orders_end", "No order waits for its payment for much longer than it may", sql.unpaid_orders_end),
    Invariant(
        "payment_status_follows_the_money",
        "The payment status of an order is what its money says",
        sql.payment_status_follows_the_money,
    ),
    Invariant(
        "refunded_lines_are_sums", "What a line says went back is the sum of its refunds", sql.refunded_lines_are_sums
    ),
    Invariant(
        "invoice_numbers_have_no_gap",
        "Invoices and credit notes have every number up to the last, once",
        sql.invoice_numbers_have_no_gap,
    ),
    Invariant(
        "invoices_say_what_was_sold",
        "An invoice is of what its order came to, and its credit notes are of what went back of that",
        sql.invoices_say_what_was_sold,
    ),
    Invariant(
        "a_cart_is_ordered_once", "A cart that was ordered is gone, and was ordered once", sql.a_cart_is_ordered_once
    ),
    Invariant(
        "carts_keep_their_limits",
        "No cart has more lines than a cart may have",
        lambda db: sql.carts_keep_their_limits(db, most_lines=MOST_LINES),
    ),
    Invariant(
        "wishlists_keep_their_limits",
        "Nobody has more wishlists than one may have, and no list more wishes",
        lambda db: sql.wishlists_keep_their_limits(db, most_lists=MOST_LISTS, most_wishes=MOST_WISHES),
    ),
    Invariant(
        "wishes_are_of_their_product", "A wish for a variant is for one of its product", sql.wishes_are_of_their_product
    ),
    Invariant("orders_are_whole", "Every order has lines and a first event", sql.orders_are_whole),
    Invariant(
        "histories_are_paths",
        "The events of an order lead by allowed steps to the status it has",
        lambda db: sql.histories_are_paths(db, steps=_STEPS),
    ),
    Invariant("outbox_is_drained", "Nothing that was to be done waits for longer than a minute", sql.outbox_is_drained),
    Invariant(
        "order_mails_have_their_order",
        "Every mail about an order is about one that exists",
        sql.order_mails_have_their_order,
    ),
    Invariant(
        "no_session_of_the_disabled", "Nobody whose account is closed is signed in", sql.no_session_of_the_disabled
    ),
    Invariant(
        "erased_people_are_forgotten",
        "Of a closed account nothing is left that tells whose it was",
        sql.erased_people_are_forgotten,
    ),
    Invariant("vendor_orders_agree", "What vendors see of orders is what the orders say", sql.vendor_orders_agree),
    Invariant("documents_are_current", "Every product document is what its product says", sql.documents_are_current),
    Invariant(
        "category_counts_are_true",
        "The counts of every category are those of its active products",
        sql.category_counts_are_true,
    ),
    Invariant("tag_counts_are_true", "The count of every tag is that of its active products", sql.tag_counts_are_true),
    Invariant(
        "price_history_is_current",
        "The newest price in the history of a variant is what a customer pays",
        sql.price_history_is_current,
    ),
    Invariant("former_slugs_are_free", "No former slug is at the same time a present one", sql.former_slugs_are_free),
    Invariant(
        "pictures_are_under_way",
        "A picture that waits for its sizes has a job that makes them",
        sql.pictures_are_under_way,
    ),
    Invariant(
        "pictures_have_their_renditions",
        "A picture that is ready has all its sizes, and one of a variant is of that variant's product",
        sql.pictures_have_their_renditions,
    ),
    Invariant(
        "redemptions_agree",
        "A coupon was used by as many orders as it says, within its limits, and by none that was cancelled",
        sql.redemptions_agree,
    ),
    Invariant(
        "discounts_are_redeemed",
        "What promotions took off an order is what its redemptions say",
        sql.discounts_are_redeemed,
    ),
    Invariant("sales_reconcile", "The sales that the analytics show are those of the orders", sql.sales_reconcile),
    Invariant(
        "product_sales_reconcile",
        "What products are shown to have sold is what their order lines say",
        sql.product_sales_reconcile,
    ),
    Invariant(
        "category_sales_reconcile",
        "What categories are shown to have sold is what their products have",
        sql.category_sales_reconcile,
    ),
    Invariant(
        "region_sales_reconcile",
        "What is shown of countries and regions is what the orders sent there say",
        sql.region_sales_reconcile,
    ),
    Invariant(
        "coupon_sales_reconcile",
        "What coupons are shown to have cost and brought is what their redemptions say",
        sql.coupon_sales_reconcile,
    ),
    Invariant(
        "customer_sales_reconcile",
        "What customers are shown to have ordered is what their orders say",
        sql.customer_sales_reconcile,
    ),
    Invariant(
        "cohorts_reconcile", "Cohorts have the customers whose first order was in their month", sql.cohorts_reconcile
    ),
    Invariant(
        "stock_figures_reconcile",
        "The stock that the analytics show is that of the variants in sale",
        sql.stock_figures_reconcile,
    ),
    Invariant(
        "new_users_reconcile",
        "The accounts that are shown to have been opened on a day are those that were",
        sql.new_users_reconcile,
    ),
    Invariant(
        "dashboard_reconciles",
        "What the dashboard shows is what the tables say that it is about",
        sql.dashboard_reconciles,
    ),
)


async def run(database_url: str, repair: bool = False) -> list[Finding]:
    """Checks every invariant against one picture of the database and returns what is broken.

    `repair` first computes anew what is derived from the books: product documents and read models. The books
    themselves are never touched.
    """
    database = await Database.open(Settings(database_url=database_url, database_pool_size=2), "command")
    try:
        if repair:
            await _repair(database)
        return await check(database)
    finally:
        await database.close()


async def check(database: Database) -> list[Finding]:
    """What is broken, as of one instant."""
    findings = []
    async with database.snapshot() as db:
        for invariant in INVARIANTS:
            if ids := await invariant.find(db):
                findings.append(Finding(invariant.name, invariant.description, ids[:_MOST_IDS], len(ids)))
    return findings


async def _repair(database: Database) -> None:
    async with database.primary() as db:
        stale = [UUID(product_id) for product_id in await sql.documents_are_current(db)]
    if stale:
        await database.run(documents.refresh, stale)
    await database.run(refresh_read_models, RefreshReadModels(anew=True))
