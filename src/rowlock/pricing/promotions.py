"""Which promotions apply to a cart, and what each takes off which line. Pure.

Those that combine apply one after the other: pieces for nothing first, then percentages, then amounts, then transport,
each to what the ones before have left. One that does not combine stands alone. Of all that is possible the customer
gets what costs least with its transport, which may be free only from a total on.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from rowlock import money
from rowlock.pricing.types.totals import PricedLine, Promotion, PromotionOutcome, Reason

_ORDER = {"buy_x_get_y": 0, "percentage": 1, "fixed": 2, "free_shipping": 3}
_WHOLE = 10_000  # hundredths of a percent


class Choice(msgspec.Struct, frozen=True):
    """What became of a promotion, and what it takes off each variant."""

    outcome: PromotionOutcome
    by_variant: dict[UUID, int] = {}


class _Tried(msgspec.Struct, frozen=True):
    """Promotions that were applied together, and what goods and transport then cost, before tax."""

    choices: list[Choice]
    cost: int


def choose(
    lines: Sequence[PricedLine], offered: Sequence[Promotion], transport: Callable[[int], int], now: datetime
) -> list[Choice]:
    """What becomes of every promotion, in the order they are applied in. Lines are in the order of their variants;
    `transport` tells what it costs for goods of a total."""
    ordered = sorted(offered, key=lambda one: (_ORDER[one.type], one.code is not None, one.id))
    refused: list[Choice] = []
    possible: list[Promotion] = []
    subtotal = sum(line.unit_price * line.quantity for line in lines)
    for promotion in ordered:
        reason, missing = _refusal(promotion, lines, subtotal, now)
        if reason is None:
            possible.append(promotion)
        else:
            refused.append(Choice(PromotionOutcome(promotion, 0, reason, missing)))
    combined = _apply([one for one in possible if one.combinable], lines, transport)
    alone = {one.id: _apply([one], lines, transport) for one in possible}
    without = _apply([], lines, transport)
    best = combined
    for tried in alone.values():
        if tried.cost < best.cost or not best.choices:
            best = tried
    if without.cost < best.cost:
        best = without
    chosen = {choice.outcome.promotion.id for choice in best.choices}
    for one in possible:
        if one.id not in chosen:
            refused.append(Choice(PromotionOutcome(one, 0, _why_not(alone[one.id], without))))
    return [*best.choices, *refused]


def refusal_for_good(promotion: Promotion, now: datetime) -> Reason | None:
    """Why a promotion can never apply to this customer, whatever he puts into the cart."""
    if not promotion.is_active:
        return "not_active"
    if promotion.ends_at is not None and promotion.ends_at <= now:
        return "ended"
    if promotion.usage_limit is not None and promotion.used >= promotion.usage_limit:
        return "used_up"
    if promotion.first_order_only and promotion.has_ordered:
        return "first_order_only"
    if promotion.per_customer_limit is not None and promotion.customer_uses >= promotion.per_customer_limit:
        return "customer_limit"
    return None


def _refusal(
    promotion: Promotion, lines: Sequence[PricedLine], subtotal: int, now: datetime
) -> tuple[Reason | None, int | None]:
    if (reason := refusal_for_good(promotion, now)) is not None:
        return reason, None
    if promotion.starts_at is not None and promotion.starts_at > now:
        return "not_started", None
    if not _eligible(promotion, lines):
        return "no_matching_items", None
    if subtotal < promotion.min_total:
        return "minimum_total", promotion.min_total - subtotal
    return None, None


def _why_not(alone: _Tried, without: _Tried) -> Reason:
    if alone.cost > without.cost:
        return "would_cost_more"
    return "nothing_to_take_off" if alone.choices[0].outcome.reason is not None else "not_combinable"


def _apply(applied: Sequence[Promotion], lines: Sequence[PricedLine], transport: Callable[[int], int]) -> _Tried:
    left = {line.variant_id: line.unit_price * line.quantity for line in lines}
    choices = []
    is_free = False
    for promotion in applied:
        by_variant: dict[UUID, int] = {}
        if promotion.type == "free_shipping":
            amount = 0 if is_free else transport(sum(left.values()))
            is_free = True
        else:
            by_variant = _off(promotion, _eligible(promotion, lines), left)
            amount = sum(by_variant.values())
        for variant_id, off in by_variant.items():
            left[variant_id] -= off
        reason: Reason | None = "nothing_to_take_off" if amount == 0 and promotion.type != "free_shipping" else None
        choices.append(Choice(PromotionOutcome(promotion, amount, reason), by_variant))
    goods = sum(left.values())
    return _Tried(choices, goods if is_free else goods + transport(goods))


def _off(promotion: Promotion, lines: Sequence[PricedLine], left: dict[UUID, int]) -> dict[UUID, int]:
    if promotion.type == "percentage":
        return {
            line.variant_id: (2 * left[line.variant_id] * promotion.value + _WHOLE) // (2 * _WHOLE) for line in lines
        }
    if promotion.type == "fixed":
        whole = sum(left[line.variant_id] for line in lines)
        parts = money.shares(min(promotion.value, whole), [left[line.variant_id] for line in lines])
        return {line.variant_id: part for line, part in zip(lines, parts, strict=True)}
    return _free_pieces(promotion, lines, left)


def _free_pieces(promotion: Promotion, lines: Sequence[PricedLine], left: dict[UUID, int]) -> dict[UUID, int]:
    """Of every so many pieces some cost less, and those are the cheapest. `value` is by how much: 10000 is all."""
    bought, given = promotion.buy_quantity or 1, promotion.get_quantity or 1
    free = sum(line.quantity for line in lines) // (bought + given) * given
    off: dict[UUID, int] = {}
    for line in sorted(lines, key=lambda one: (one.unit_price, one.variant_id)):
        pieces = min(free, line.quantity)
        free -= pieces
        amount = (2 * pieces * line.unit_price * promotion.value + _WHOLE) // (2 * _WHOLE)
        off[line.variant_id] = min(amount, left[line.variant_id])
    return off


def _eligible(promotion: Promotion, lines: Sequence[PricedLine]) -> list[PricedLine]:
    if promotion.eligible is None:
        return list(lines)
    wanted = set(promotion.eligible)
    return [line for line in lines if line.variant_id in wanted]
