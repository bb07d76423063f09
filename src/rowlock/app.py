"""Builds the api: settings → pools → features → middleware. Every wire between features is here."""

import asyncio
import importlib.metadata
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

import redis.asyncio
from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler
from redis.asyncio import Redis

from rowlock import logs
from rowlock.accounts import admin_routes as accounts_admin_routes
from rowlock.accounts.authentication import SessionAuthenticator
from rowlock.accounts.routes import api_keys, profile, registration, sessions
from rowlock.analytics import routes as analytics_routes
from rowlock.announcements import Announcer, listen
from rowlock.audit import routes as audit_routes
from rowlock.audit.refusals import record_refusal
from rowlock.cart import reminder_routes as cart_reminder_routes
from rowlock.cart import routes as cart_routes
from rowlock.catalogue import vendor_routes as catalogue_vendor_routes
from rowlock.catalogue.admin_routes import bulk as bulk_edits
from rowlock.catalogue.admin_routes import categories as category_edits
from rowlock.catalogue.admin_routes import products as product_edits
from rowlock.catalogue.admin_routes import searches as search_reports
from rowlock.catalogue.commands.products import TOPIC
from rowlock.catalogue.missed_searches import MissedSearches
from rowlock.catalogue.routes import categories, lists, products
from rowlock.db.database import Database
from rowlock.edge_cache.at_once import AtOnce
from rowlock.edge_cache.declared import Routes
from rowlock.edge_cache.flights import Flights
from rowlock.edge_cache.follower import Follower
from rowlock.edge_cache.layer import EdgeCache
from rowlock.edge_cache.store import Store
from rowlock.http import docs, health, metrics, openapi, options, problems, requests
from rowlock.http.auth import Authenticator, provide_actor, provide_visitor
from rowlock.http.compression import Compression
from rowlock.http.cookies import SessionCookies
from rowlock.http.edge import Edge
from rowlock.http.gate import Gate
from rowlock.http.idempotency_key import provide_idempotency_key
from rowlock.http.paging import provide_paging
from rowlock.inventory.routes import locations as stock_locations
from rowlock.inventory.routes import notices as stock_notices
from rowlock.inventory.routes import stock as inventory_routes
from rowlock.invoices import routes as invoices_routes
from rowlock.operations import routes as operations_routes
from rowlock.orders import admin_routes as orders_admin_routes
from rowlock.orders import payment_routes, return_routes, shipment_routes
from rowlock.orders import routes as orders_routes
from rowlock.orders import vendor_routes as orders_vendor_routes
from rowlock.pages import mails
from rowlock.pages import router as pages
from rowlock.payments import admin_routes as payment_problems
from rowlock.payments.providers.opened import Providers, open_providers
from rowlock.pictures import routes as pictures_routes
from rowlock.pricing import routes as pricing_routes
from rowlock.rate_limits.kept_limits import KeptLimits
from rowlock.settings import Settings
from rowlock.storage import routes as storage_routes
from rowlock.transfers import import_routes, own_data
from rowlock.transfers import routes as transfers_routes
from rowlock.wishlists import routes as wishlists_routes

# Every feature's controllers, in the order of the documentation; all of them under /api/v1.
FEATURES: Final[tuple[ControllerRouterHandler, ...]] = (
    registration.RegistrationController,
    sessions.SessionController,
    profile.ProfileController,
    profile.PasswordController,
    profile.AddressController,
    own_data.OwnDataController,
    api_keys.ApiKeyController,
    lists.ProductListController,
    products.ProductController,
    stock_notices.StockNoticeController,
    stock_notices.UnsubscribeController,
    categories.CategoryController,
    categories.TagController,
    cart_routes.CartController,
    cart_routes.ShippingMethodController,
    cart_reminder_routes.CartReminderController,
    wishlists_routes.WishlistController,
    orders_routes.OrderController,
    return_routes.ReturnController,
    invoices_routes.InvoiceController,
    payment_routes.PaymentEventController,
    catalogue_vendor_routes.VendorProductController,
    orders_vendor_routes.VendorOrderController,
    product_edits.ProductEditController,
    bulk_edits.BulkEditController,
    pictures_routes.PictureController,
    category_edits.CategoryEditController,
    search_reports.SearchController,
    pricing_routes.CouponController,
    pricing_routes.ShippingController,
    pricing_routes.TaxController,
    orders_admin_routes.OrderStepController,
    shipment_routes.ShipmentController,
    orders_admin_routes.AdminOrderController,
    return_routes.AdminReturnController,
    invoices_routes.AdminInvoiceController,
    payment_problems.PaymentProblemController,
    analytics_routes.AnalyticsController,
    accounts_admin_routes.UserController,
    audit_routes.AuditController,
    inventory_routes.InventoryController,
    stock_locations.LocationController,
    stock_notices.AlertMailController,
    import_routes.ImportController,
    transfers_routes.ExportController,
    operations_routes.SystemController,
)

_PREFIX: Final = "/api/v1"
_MOST_PARTS: Final = 100  # of a multipart body
_REDIS_SECONDS: Final = 1.0
_MEGABYTE: Final = 1_048_576


def _authenticator(settings: Settings, database: Database) -> Authenticator:
    return SessionAuthenticator(database, settings)


def create_app(
    settings: Settings,
    features: Sequence[ControllerRouterHandler] = FEATURES,
    authenticator: Callable[[Settings, Database], Authenticator] = _authenticator,
) -> Edge:
    """The api as one ASGI application. It opens the database and Redis when the server starts it."""
    logs.configure(settings)
    gate = Gate(settings)
    if not settings.edge_cache_mb:
        return Edge(Compression(build(settings, features, authenticator, gate)), settings, gate)
    store = Store(settings.edge_cache_mb * _MEGABYTE)

    def drop(keys: set[str]) -> None:
        store.drop(keys)
        flights.drop(keys)

    follower = Follower(settings, store, drop)
    routes = build(settings, features, authenticator, gate, follower)
    app = Compression(routes)
    flights = Flights(app, settings, store)
    cached = EdgeCache(app, Routes(routes), flights, store, gate)
    return Edge(cached, settings, gate, AtOnce(store, gate, settings))


def build(
    settings: Settings,
    features: Sequence[ControllerRouterHandler] = FEATURES,
    authenticator: Callable[[Settings, Database], Authenticator] = _authenticator,
    gate: Gate | None = None,
    follower: Follower | None = None,
) -> Litestar:
    """The routes and what they stand on, without the layers around them."""
    cookies = SessionCookies(settings)

    @asynccontextmanager
    async def connected(app: Litestar) -> AsyncIterator[None]:
        database = await Database.open(settings)
        client = redis.asyncio.Redis.from_url(
            settings.redis_url or "", socket_timeout=_REDIS_SECONDS, socket_connect_timeout=_REDIS_SECONDS
        )
        database.on_commit = _announcer(client, follower)
        known = authenticator(settings, database)
        missed = MissedSearches(database)
        app.state.update(
            {
                "database": database,
                "redis": client,
                "authenticator": known,
                "cookies": cookies,
                "gate": gate,
                "missed_searches": missed,
                problems.HIDES_COUNTS: settings.hide_stock_counts,
            }
        )
        counters = gate.open(known, KeptLimits(database)) if gate is not None else None
        background = _in_background(settings, gate, follower)
        try:
            async with open_providers(settings) as providers:
                providers.open_all()
                app.state["payment_providers"] = providers
                yield
        finally:
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            for opened in (missed, counters, client):
                if opened is not None:
                    await opened.aclose()
            await database.close()

    app = Litestar(
        route_handlers=[
            Router(_PREFIX, route_handlers=list(features)),
            *_pages(settings),
            health.get_health,
            health.get_readiness,
            metrics.get_metrics,
            storage_routes.serve_media,
        ],
        dependencies={
            "database": Provide(_provide_database, sync_to_thread=False),
            "redis": Provide(_provide_redis, sync_to_thread=False),
            "payment_providers": Provide(_provide_payment_providers, sync_to_thread=False),
            "missed_searches": Provide(_provide_missed_searches, sync_to_thread=False),
            "settings": Provide(lambda: settings, sync_to_thread=False),
            "session_cookies": Provide(lambda: cookies, sync_to_thread=False),
            "actor": Provide(provide_actor),
            "visitor": Provide(provide_visitor),
            "paging": Provide(provide_paging, sync_to_thread=False),
            "idempotency_key": Provide(provide_idempotency_key),
        },
        lifespan=[connected],
        after_exception=[record_refusal],
        request_class=requests.Request,
        before_request=requests.check,
        exception_handlers=problems.HANDLERS,
        openapi_config=openapi.config(importlib.metadata.version("rowlock")),
        logging_config=None,
        request_max_body_size=None,  # the edge counts, also for those who answer without reading
        multipart_form_part_limit=_MOST_PARTS,
    )
    requests.write_contracts(app)
    options.answer(app)
    return app


def _in_background(settings: Settings, gate: Gate | None, follower: Follower | None) -> list[asyncio.Task[None]]:
    """What an api does beside answering."""
    tasks = [asyncio.create_task(gate.sweep())] if gate is not None else []
    if follower is not None:
        tasks.append(asyncio.create_task(follower.follow()))
        tasks.append(asyncio.create_task(listen(settings, {TOPIC: follower.wake})))
    return tasks


def _pages(settings: Settings) -> list[ControllerRouterHandler]:
    """What is looked at in a browser."""
    shown: list[ControllerRouterHandler] = [pages.router(settings), docs.PAGES]
    if settings.env == "development":
        shown.append(mails.PAGES)
    return shown


def _announcer(client: Redis, follower: Follower | None) -> Callable[[set[str]], None]:
    announcer = Announcer(client)

    def announce(topics: set[str]) -> None:
        if follower is not None and any(topic.partition(":")[0] == TOPIC for topic in topics):
            follower.doubt()
        announcer(topics)

    return announce


def _provide_database(state: State) -> Database:
    database: Database = state["database"]
    return database


def _provide_redis(state: State) -> Redis:
    client: Redis = state["redis"]
    return client


def _provide_payment_providers(state: State) -> Providers:
    providers: Providers = state["payment_providers"]
    return providers


def _provide_missed_searches(state: State) -> MissedSearches:
    missed: MissedSearches = state["missed_searches"]
    return missed
