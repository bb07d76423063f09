"""Money: text and minor units, and splits that lose nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rowlock import money

CURRENCIES = ["USD", "JPY", "KWD"]


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [("19.99", "USD", 1999), ("12", "USD", 1200), ("69.5", "USD", 6950), ("1999", "JPY", 1999), ("1.234", "KWD", 1234)],
)
def test_text_is_read(text: str, currency: str, amount: int) -> None:
    assert money.from_text(text, currency) == amount


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "USD"),
        ("12.3.4", "USD"),
        ("1,50", "USD"),
        ("1e3", "USD"),
        ("NaN", "USD"),
        ("Infinity", "USD"),
        ("0.001", "USD"),
        ("0.5", "JPY"),
        ("٣", "USD"),
        ("9" * 30, "USD"),
        ("--1", "USD"),
        ("5-", "USD"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"amount of money|decimals|too large"):
        money.from_text(text, currency)


@given(st.integers(-money.LARGEST_AMOUNT, money.LARGEST_AMOUNT), st.sampled_from(CURRENCIES))
def test_text_and_amount_are_the_same_thing(amount: int, currency: str) -> None:
    assert money.from_text(money.to_text(amount, currency), currency) == amount


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=50))
def test_shares_sum_to_the_whole_and_none_is_off_by_more_than_one(total: int, weights: list[int]) -> None:
    parts = money.shares(total, weights)
    whole = sum(weights)
    if whole == 0:
        assert parts == [0] * len(weights)
        return
    assert sum(parts) == total
    assert all(abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True))
