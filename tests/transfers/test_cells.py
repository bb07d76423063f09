"""What PostgreSQL and Python must say alike of money and of formulas."""

import pytest

from rowlock import money
from rowlock.transfers import files
from tests.shop import Shop

CURRENCIES = ["USD", "EUR", "GBP", "JPY", "KRW", "VND", "UYI", "XAF", "ISK", "KWD", "BHD", "TND", "LYD", "CHF"]
AMOUNTS = [0, 1, 10, 99, 100, 1900, 1999, 123_456_789, money.LARGEST_AMOUNT]


@pytest.mark.parametrize("currency", CURRENCIES)
def test_an_amount_has_the_same_text_in_a_file_as_in_the_program(shop: Shop, currency: str) -> None:
    rows = shop.sql(
        "SELECT (amount * minor_unit($1))::text AS t FROM unnest($2::bigint[]) AS amount", currency, AMOUNTS
    )
    assert [row["t"] for row in rows] == [money.to_text(amount, currency) for amount in AMOUNTS]


def test_postgresql_and_python_fear_the_same_texts(shop: Shop) -> None:
    signs = [chr(code) for code in (*range(1, 0x180), *range(0xFF00, 0xFF60))]
    texts = [*signs, *(first + second + "x" for first in signs[:0x80] for second in "=+-@＝a1 ;\"'")]
    rows = shop.sql("SELECT neutral_text(t) AS n FROM unnest($1::text[]) WITH ORDINALITY AS x (t, i) ORDER BY i", texts)
    wrong = [
        text
        for text, row in zip(texts, rows, strict=True)
        if row["n"] != ("'" + text if files.is_formula(text) else text)
    ]
    assert wrong == []
