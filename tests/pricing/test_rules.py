"""The pricing kernel by itself: its laws, and an oracle that reckons with decimals."""

import random
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from rowlock import money
from rowlock.pricing import rules
from rowlock.pricing.types.totals import MethodRow, PricedLine, Promotion, Surroundings, TaxRate, Tier, Totals

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def line(price: int, quantity: int = 1, **more: Any) -> PricedLine:
    return PricedLine(uuid4(), quantity, price, price, **more)


def promotion(type: str, value: int = 0, **more: Any) -> Promotion:
    return Promotion(uuid4(), more.pop("code", "CODE"), "A promotion", type, value, **more)  # type: ignore[arg-type]


def method(amount: int = 0, **more: Any) -> MethodRow:
    kind = more.pop("kind", "flat")
    tiers = [Tier(*tier) for tier in more.pop("tiers", [])]
    free_over, most = more.pop("free_over", None), more.pop("max_weight_grams", None)
    return MethodRow(uuid4(), "standard", "Standard", kind, amount, tiers, free_over, most, None)


def priced(
    lines: list[PricedLine],
    promotions: list[Promotion] | None = None,
    rates: dict[str, int] | None = None,
    *,
    travels: MethodRow | None = None,
    is_included: bool = False,
) -> Totals:
    taxes = [TaxRate(name, f"{name} tax", ppm) for name, ppm in (rates or {}).items()]
    around = Surroundings(promotions or [], [], taxes, is_included)
    return rules.price_cart(lines, around, method=travels, now=NOW)


lines_of = st.lists(
    st.builds(
        lambda price, quantity, tax_class: line(price, quantity, tax_class=tax_class),
        st.integers(0, 10_000_000),
        st.integers(1, 50),
        st.sampled_from(["standard", "reduced"]),
    ),
    min_size=1,
    max_size=8,
)
promotions_of = st.lists(
    st.one_of(
        st.builds(lambda v, c: promotion("percentage", v, combinable=c), st.integers(1, 10_000), st.booleans()),
        st.builds(lambda v, c: promotion("fixed", v, combinable=c), st.integers(1, 10_000_000), st.booleans()),
        st.builds(lambda c: promotion("free_shipping", combinable=c), st.booleans()),
        st.builds(
            lambda b, g, v: promotion("buy_x_get_y", v, buy_quantity=b, get_quantity=g, combinable=True),
            st.integers(1, 5),
            st.integers(1, 3),
            st.integers(1, 10_000),
        ),
    ),
    max_size=4,
)
rates_of = st.fixed_dictionaries(
    {"standard": st.integers(0, 300_000), "reduced": st.integers(0, 100_000), "shipping": st.integers(0, 300_000)}
)


@given(lines_of, promotions_of, rates_of, st.integers(0, 100_000), st.booleans())
def test_parts_sum_to_the_whole_and_nothing_is_negative(
    lines: list[PricedLine], promotions: list[Promotion], rates: dict[str, int], shipping: int, is_included: bool
) -> None:
    totals = priced(lines, promotions, rates, travels=method(shipping), is_included=is_included)
    assert totals.subtotal == sum(one.unit_price * one.quantity for one in lines)
    assert totals.discount_total == sum(one.discount for one in totals.lines)
    assert totals.tax_total == sum(one.tax for one in totals.lines) + totals.shipping_tax
    beside = 0 if is_included else totals.tax_total
    assert totals.total == totals.subtotal - totals.discount_total + totals.shipping_total + beside
    for one, result in zip(lines, totals.lines, strict=True):
        assert 0 <= result.discount <= one.unit_price * one.quantity
        assert result.line_total == one.unit_price * one.quantity - result.discount
        assert result.discount == sum(part.amount for part in result.discounts)
        assert 0 <= result.tax <= result.line_total
    goods = sum(o.amount for o in totals.applied if o.promotion.type != "free_shipping")
    assert goods == totals.discount_total
    assert 0 <= totals.shipping_total <= shipping


@given(lines_of, promotions_of, rates_of, st.integers(0, 100_000), st.randoms())
def test_any_order_of_lines_and_promotions_gives_the_same_total(
    lines: list[PricedLine], promotions: list[Promotion], rates: dict[str, int], shipping: int, chance: random.Random
) -> None:
    first = priced(lines, promotions, rates, travels=method(shipping))
    chance.shuffle(lines)
    chance.shuffle(promotions)
    second = priced(lines, promotions, rates, travels=method(shipping))
    assert (second.total, second.tax_total) == (first.total, first.tax_total)


@given(lines_of, rates_of, st.integers(0, 9_999), st.integers(1, 10_000), st.booleans())
def test_a_larger_percentage_never_costs_more(
    lines: list[PricedLine], rates: dict[str, int], less: int, more: int, is_included: bool
) -> None:
    small, large = sorted((less + 1, more))
    totals = [
        priced(lines, [promotion("percentage", value)], rates, is_included=is_included) for value in (small, large)
    ]
    assert totals[1].total <= totals[0].total


@given(lines_of, st.integers(1, 10_000_000), st.integers(1, 10_000_000))
def test_a_larger_amount_never_costs_more_before_tax(lines: list[PricedLine], less: int, more: int) -> None:
    small, large = sorted((less, more))
    assert priced(lines, [promotion("fixed", large)]).total <= priced(lines, [promotion("fixed", small)]).total


@given(lines_of, promotions_of, rates_of)
def test_another_promotion_never_costs_more_before_tax(
    lines: list[PricedLine], promotions: list[Promotion], rates: dict[str, int]
) -> None:
    for count in range(len(promotions)):
        some, more = priced(lines, promotions[:count]), priced(lines, promotions[: count + 1])
        if all(one.combinable for one in promotions[: count + 1]):
            assert more.total <= some.total


@given(lines_of, rates_of, st.integers(0, 100_000), st.booleans())
def test_t_mon_03_all_of_it_off_costs_nothing_but_the_transport(
    lines: list[PricedLine], rates: dict[str, int], shipping: int, is_included: bool
) -> None:
    everything = promotion("percentage", 10_000, combinable=True)
    totals = priced(lines, [everything], rates, travels=method(shipping), is_included=is_included)
    tax = rules.tax_of(shipping, rates["shipping"], is_included=is_included)
    assert totals.total == shipping + (0 if is_included else tax)
    assert totals.tax_total == tax
    free = [everything, promotion("free_shipping", combinable=True)]
    assert priced(lines, free, rates, travels=method(shipping), is_included=is_included).total == 0


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 100)), min_size=1, max_size=9), st.integers(1, 10**9))
def test_an_amount_is_split_so_that_no_part_is_a_unit_off(parts: list[tuple[int, int]], amount: int) -> None:
    lines = [line(price, quantity) for price, quantity in parts]
    totals = priced(lines, [promotion("fixed", amount)])
    whole = sum(price * quantity for price, quantity in parts)
    taken = min(amount, whole)
    assert totals.discount_total == taken
    for one, result in zip(lines, totals.lines, strict=True):
        share = Decimal(taken) * one.unit_price * one.quantity / whole if whole else Decimal(0)
        assert abs(result.discount - share) < 1


def test_t_mon_11_a_thousand_random_baskets_equal_an_oracle_of_decimals() -> None:
    chance = random.Random(20260101)
    for _ in range(1_000):
        lines = [
            line(chance.randrange(1, 500_000), chance.randrange(1, 9), tax_class=chance.choice(["standard", "reduced"]))
            for _ in range(chance.randrange(1, 7))
        ]
        percent, shipping = chance.randrange(1, 10_000), chance.randrange(0, 5_000)
        rates = {"standard": chance.choice([0, 77_000, 190_000, 200_000]), "reduced": 70_000, "shipping": 190_000}
        is_included = chance.random() < 0.5
        totals = priced(
            lines, [promotion("percentage", percent)], rates, travels=method(shipping), is_included=is_included
        )
        assert totals.total == oracle(lines, percent, shipping, rates, is_included)


def oracle(lines: list[PricedLine], percent: int, shipping: int, rates: dict[str, int], is_included: bool) -> int:
    def cents(value: Decimal) -> int:
        return int(value.quantize(Decimal(1), ROUND_HALF_UP))

    def tax(amount: int, tax_class: str) -> int:
        rate = Decimal(rates[tax_class]) / 1_000_000
        return cents(amount * rate / (1 + rate)) if is_included else cents(amount * rate)

    total = shipping + (0 if is_included else tax(shipping, "shipping"))
    for one in lines:
        whole = one.unit_price * one.quantity
        left = whole - cents(whole * Decimal(percent) / 10_000)
        total += left + (0 if is_included else tax(left, one.tax_class))
    return total


def test_t_mon_02_thirds_and_sevenths_come_out_exact() -> None:
    third = priced([line(1, 3)], [promotion("percentage", 3_333)])
    assert (third.discount_total, third.total) == (1, 2)
    assert priced([line(1_999, 3)], [promotion("percentage", 1_500)]).total == 5_997 - 900
    seven = [line(1_000) for _ in range(7)]
    totals = priced(seven, [promotion("fixed", 1_000)])
    assert sorted(one.discount for one in totals.lines) == [142, 143, 143, 143, 143, 143, 143]


def test_t_mon_04_promotions_combine_in_one_order_or_the_best_stands_alone() -> None:
    lines = [line(10_000)]
    ten, hundred = promotion("percentage", 1_000, combinable=True), promotion("fixed", 100, combinable=True)
    both = priced(lines, [hundred, ten])
    assert [o.amount for o in both.promotions] == [1_000, 100]
    alone = promotion("percentage", 2_000)
    totals = priced(lines, [ten, hundred, alone])
    assert totals.discount_total == 2_000
    assert {o.promotion.id: o.reason for o in totals.promotions} == {
        alone.id: None, ten.id: "not_combinable", hundred.id: "not_combinable",
    }  # fmt: skip
    assert priced(lines, [ten, hundred, promotion("percentage", 1_000)]).discount_total == 1_100


def test_a_coupon_that_would_cost_the_free_transport_is_left_out() -> None:
    free_from_fifty = method(500, free_over=5_000)
    few, many = promotion("percentage", 500, combinable=True), promotion("percentage", 2_000, combinable=True)
    kept = priced([line(5_000)], [few], travels=free_from_fifty)
    assert (kept.total, kept.promotions[0].reason) == (5_000, "would_cost_more")
    assert priced([line(5_000)], [many], travels=free_from_fifty).total == 4_000 + 500
    both = priced([line(5_000)], [few, promotion("free_shipping", combinable=True)], travels=free_from_fifty)
    assert (both.total, [o.amount for o in both.promotions]) == (4_750, [250, 500])
    dearer = [few, promotion("fixed", 10)]
    assert priced([line(5_600)], dearer, travels=free_from_fifty).total == 5_320


@given(lines_of, promotions_of, st.integers(0, 100_000), st.integers(0, 10_000_000))
def test_no_promotion_makes_goods_and_transport_dearer(
    lines: list[PricedLine], promotions: list[Promotion], shipping: int, free_over: int
) -> None:
    travels = method(shipping, free_over=free_over)
    assert priced(lines, promotions, travels=travels).total <= priced(lines, travels=travels).total


def test_the_cheapest_pieces_are_for_nothing() -> None:
    cheap, dear = line(500, 2), line(900, 4)
    deal = promotion("buy_x_get_y", 10_000, buy_quantity=2, get_quantity=1)
    totals = priced([dear, cheap], [deal])
    assert totals.discount_total == 1_000
    assert [one.discount for one in totals.lines] == [0, 1_000]
    half = promotion("buy_x_get_y", 5_000, buy_quantity=2, get_quantity=1, eligible=[dear.variant_id])
    assert priced([dear, cheap], [half]).discount_total == 450
    assert priced([line(500, 2)], [deal]).promotions[0].reason == "nothing_to_take_off"


def test_why_a_promotion_does_not_apply_is_told() -> None:
    later, before = datetime(2026, 2, 1, tzinfo=UTC), datetime(2025, 12, 1, tzinfo=UTC)
    cases: dict[str, dict[str, Any]] = {
        "not_active": {"is_active": False},
        "not_started": {"starts_at": later},
        "ended": {"ends_at": before},
        "used_up": {"usage_limit": 3, "used": 3},
        "customer_limit": {"per_customer_limit": 1, "customer_uses": 1},
        "first_order_only": {"first_order_only": True, "has_ordered": True},
        "no_matching_items": {"eligible": []},
        "minimum_total": {"min_total": 1_500},
    }
    for reason, given_ in cases.items():
        totals = priced([line(1_000)], [promotion("percentage", 1_000, **given_)])
        assert (totals.promotions[0].reason, totals.discount_total) == (reason, 0)
    assert priced([line(1_000)], [promotion("fixed", 1, min_total=1_500)]).promotions[0].missing == 500


def test_transport_costs_by_weight_by_total_or_nothing() -> None:
    by_weight = method(500, kind="by_weight", tiers=[(1_000, 900), (5_000, 2_000)], max_weight_grams=20_000)
    for grams, amount in ((999, 500), (1_000, 900), (4_999, 900), (5_000, 2_000)):
        assert rules.shipping_amount(by_weight, [line(1, weight_grams=grams)], 1) == amount
    assert rules.choose_method([by_weight], [line(1, 3, weight_grams=7_000)], None) is None
    by_total = method(900, kind="by_total", tiers=[(5_000, 400)], free_over=10_000)
    assert [rules.shipping_amount(by_total, [], total) for total in (4_999, 5_000, 10_000)] == [900, 400, 0]
    off = priced([line(10_000)], [promotion("fixed", 3_000)], travels=by_total)
    assert off.shipping_total == 400


def test_currencies_have_the_digits_of_their_table() -> None:
    assert [money.exponent(code) for code in ("JPY", "USD", "KWD")] == [0, 2, 3]
    assert [money.to_text(1_999, code) for code in ("JPY", "USD", "KWD")] == ["1999", "19.99", "1.999"]


def test_uuid_of_a_line_decides_ties() -> None:
    first, second = UUID(int=1), UUID(int=2)
    lines = [PricedLine(second, 1, 100, 100), PricedLine(first, 1, 100, 100)]
    totals = priced(lines, [promotion("fixed", 1)])
    assert [one.discount for one in totals.lines] == [0, 1]
