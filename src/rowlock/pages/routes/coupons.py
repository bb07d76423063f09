"""Coupons and promotions: made, changed, ended, and what they brought."""

from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from rowlock.analytics.queries import rankings
from rowlock.catalogue.queries import categories as category_queries
from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.http.auth import Actor, requires_role
from rowlock.http.paging import COUNTED, Paging
from rowlock.http.requests import Request
from rowlock.pages import conflicts, forms
from rowlock.pages.acting import act
from rowlock.pages.formats import Formats
from rowlock.pages.rendering import frame_of, onward, page
from rowlock.pages.routes.users import Done
from rowlock.pricing import queries
from rowlock.pricing.commands import coupons
from rowlock.pricing.queries import CouponFilter
from rowlock.pricing.types.coupons import Amount, Coupon, Good, SaveCoupon
from rowlock.settings import Settings

_NEWEST: Final = "newest"
_BEST: Final = 10
# A page stays small; what a coupon has already is shown in any case.
_SHOWN_CATEGORIES: Final = 200

# The fields of the form, as its page and a conflict call them.
_LABELS: Final = {
    "name": "Name",
    "code": "Code",
    "type": "What it does",
    "decimal:percent": "Percent off",
    "money:amount": "Amount off",
    "buy_quantity": "Of so many bought",
    "get_quantity": "So many are cheaper",
    "money:min_total": "From a total of",
    "category_ids[]": "Categories",
    "lines:products": "Products",
    "time:starts_at": "Begins",
    "time:ends_at": "Ends",
    "usage_limit": "Orders in all",
    "per_customer_limit": "Orders of a customer",
    "first_order_only": "Only for a first order",
    "combinable": "Goes together with others",
    "is_active": "In use",
}


class _CouponForm(SaveCoupon, forbid_unknown_fields=True, kw_only=True):
    """As SaveCoupon, with a field for each kind of value, products by slug or SKU, and boxes that are not ticked."""

    percent: Annotated[float, msgspec.Meta(ge=0, le=100)] | None = None
    amount: Amount | None = None
    products: Annotated[list[Annotated[str, msgspec.Meta(max_length=300)]], msgspec.Meta(max_length=1_000)] = (
        msgspec.field(default_factory=list)
    )
    is_active: bool = False

    def to_request(self, product_ids: list[UUID]) -> SaveCoupon:
        shared = {name: getattr(self, name) for name in SaveCoupon.__struct_fields__}
        return SaveCoupon(**{**shared, "product_ids": product_ids, "value": self._value()})

    def _value(self) -> float | None:
        if self.amount is not None and self.type != "fixed":
            raise InvalidValue.at("amount", "only a coupon of an amount has one")
        if self.percent is not None and self.type not in ("percentage", "buy_x_get_y"):
            raise InvalidValue.at("percent", "only a percentage and cheaper pieces have one")
        if self.type == "fixed":
            if not self.amount:
                raise InvalidValue.at("amount", "say how much it takes off")
            return self.amount
        if self.type == "percentage" and not self.percent:
            raise InvalidValue.at("percent", "say how much it takes off")
        if self.percent is not None and (Decimal(str(self.percent)) * 100) % 1:
            raise InvalidValue.at("percent", "at most two decimals")
        return self.percent


class CouponPages(Controller):
    path = "/coupons"
    guards = (requires_role("admin", area="pricing"),)

    @get()
    async def list_coupons(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        q: Annotated[str | None, QueryParameter(max_length=100)] = None,
        done: Done = None,
    ) -> Response[str]:
        chosen = CouponFilter(q or None)
        async with database.primary() as db:
            rows, counted = await queries.list_coupons(
                db,
                chosen,
                before=paging.after(UUID, sort=_NEWEST, filters=chosen),
                skip=paging.offset,
                limit=paging.limit + 1,
                most=COUNTED + 1,
                currency=settings.currency,
            )
            figures = await rankings.get_coupons(db, None, None, most=_BEST, currency=settings.currency)
        listed = paging.page(rows, counted, sort=_NEWEST, filters=chosen, key=lambda row: row.id, item=lambda row: row)
        return page(request, settings, "coupons", coupons=listed, chosen=chosen, figures=figures)

    @get("/new")
    async def show_new(
        self, request: Request, database: NamedDependency[Database], settings: NamedDependency[Settings]
    ) -> Response[str]:
        return await _coupon_page(request, database, settings, None, forms.empty(settings))

    @post()
    async def create_coupon(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
    ) -> Response[Any]:
        form = await forms.read(request, settings)

        async def create() -> UUID:
            wanted = await _request(database, form)
            return await database.run(coupons.create_coupon, coupons.NewCoupon(actor.user_id, wanted))

        return await act(
            request,
            form,
            create,
            then=lambda made: onward(f"/admin/coupons/{made}", "coupon_created"),
            again=lambda status: _coupon_page(request, database, settings, None, form, status),
        )

    @get("/{coupon_id:uuid}")
    async def show_coupon(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        coupon_id: FromPath[UUID],
        done: Done = None,
    ) -> Response[str]:
        return await _coupon_page(request, database, settings, coupon_id, forms.empty(settings))

    @post("/{coupon_id:uuid}")
    async def update_coupon(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        coupon_id: FromPath[UUID],
    ) -> Response[Any]:
        """Rewrites the version that was shown; where somebody else came first, both are shown."""
        form = await forms.read(request, settings)

        async def update() -> None:
            wanted = await _request(database, form)
            command = coupons.CouponChange(actor.user_id, coupon_id, wanted, conflicts.seen_version(form))
            await database.run(coupons.update_coupon, command)

        return await act(
            request,
            form,
            update,
            then=onward(f"/admin/coupons/{coupon_id}", "coupon_saved"),
            again=lambda status: _coupon_page(request, database, settings, coupon_id, form, status),
        )

    @post("/{coupon_id:uuid}/end")
    async def end_coupon(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        coupon_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)

        async def end() -> None:
            command = coupons.CouponRemoval(actor.user_id, coupon_id, conflicts.seen_version(form))
            await database.run(coupons.archive_coupon, command)

        return await act(
            request,
            form,
            end,
            then=onward("/admin/coupons", "coupon_ended"),
            again=lambda status: _coupon_page(request, database, settings, coupon_id, form.untyped(), status),
        )


async def _request(database: Database, form: forms.Form) -> SaveCoupon:
    wanted = form.to(_CouponForm, ignoring=(conflicts.VERSION,))
    async with database.primary() as db:
        return wanted.to_request(await queries.find_goods(db, wanted.products))


async def _coupon_page(
    request: Request,
    database: Database,
    settings: Settings,
    coupon_id: UUID | None,
    form: forms.Form,
    status: int = 200,
) -> Response[str]:
    coupon, version, goods = None, 0, []
    async with database.primary() as db:
        if coupon_id is not None:
            coupon, version = await queries.get_coupon(db, coupon_id, currency=settings.currency)
            goods = await queries.list_goods(db, coupon.product_ids)
        known = await category_queries.list_categories(db)
    chosen = {str(one) for one in coupon.category_ids} if coupon is not None else set()
    chosen |= set(form.all("category_ids[]"))
    shown = [one for place, one in enumerate(known) if place < _SHOWN_CATEGORIES or str(one.id) in chosen]
    names = {str(one.id): " › ".join(above.name for above in one.breadcrumb) for one in shown}
    held = _held(coupon, goods, names, frame_of(request, settings).formats)
    return page(
        request,
        settings,
        "coupon",
        status=status,
        coupon=coupon,
        version=version,
        goods=goods,
        categories=sorted(names.items(), key=lambda one: one[1]),
        are_all_shown=len(shown) == len(known),
        labels=_LABELS,
        held=held,
        differences=conflicts.differences(form, _LABELS, held, lambda value: names.get(value, value)),
        form=form,
    )


def _held(coupon: Coupon | None, goods: list[Good], names: dict[str, str], formats: Formats) -> dict[str, str]:
    """What the form holds before anybody types."""
    if coupon is None:
        texts = dict.fromkeys(_LABELS, "")
        return {**texts, "type": "percentage", "first_order_only": "no", "combinable": "no", "is_active": "yes"}
    is_amount = coupon.type == "fixed"
    has_percent = coupon.type in ("percentage", "buy_x_get_y")
    return {
        "name": coupon.name,
        "code": coupon.code or "",
        "type": coupon.type,
        "decimal:percent": f"{coupon.value:g}" if has_percent else "",
        "money:amount": formats.plain_money(int(coupon.value)) if is_amount else "",
        "buy_quantity": _text(coupon.buy_quantity),
        "get_quantity": _text(coupon.get_quantity),
        "money:min_total": formats.plain_money(coupon.min_total) if coupon.min_total else "",
        "category_ids[]": ", ".join(sorted(names.get(str(one), str(one)) for one in coupon.category_ids)),
        "lines:products": "\n".join(good.slug for good in goods),
        "time:starts_at": formats.local(coupon.starts_at),
        "time:ends_at": formats.local(coupon.ends_at),
        "usage_limit": _text(coupon.usage_limit),
        "per_customer_limit": _text(coupon.per_customer_limit),
        "first_order_only": "yes" if coupon.first_order_only else "no",
        "combinable": "yes" if coupon.combinable else "no",
        "is_active": "yes" if coupon.is_active else "no",
    }


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
