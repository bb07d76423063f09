"""Money as integers in the minor unit of a currency (`1999` is 19.99 USD, 1999 JPY), and its decimal text."""

from decimal import Decimal, InvalidOperation
from typing import Final

# ISO 4217: the currencies whose minor unit is not a hundredth.
_EXPONENTS: Final = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}

# One price or total never exceeds this, so that sums of any order stay far within a 64-bit integer.
LARGEST_AMOUNT: Final = 1_000_000_000_000


def exponent(currency: str) -> int:
    """How many decimal digits the currency has."""
    return _EXPONENTS.get(currency, 2)


def to_text(amount: int, currency: str) -> str:
    """Decimal text without a symbol: `1999` in USD is `19.99`."""
    digits = exponent(currency)
    return str(amount) if digits == 0 else str(Decimal(amount).scaleb(-digits))


def from_text(text: str, currency: str) -> int:
    """Reads `12`, `12.5` or `12.50`; ValueError where the text is no amount of that currency or too large."""
    stripped = text.strip()
    if not stripped.replace(".", "", 1).removeprefix("-").isascii() or any(c not in "-.0123456789" for c in stripped):
        raise ValueError(f"{text!r} is not an amount of money")
    try:
        scaled = Decimal(stripped).scaleb(exponent(currency))
    except InvalidOperation:
        raise ValueError(f"{text!r} is not an amount of money") from None
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{text!r} has more decimals than {currency} has")
    if abs(scaled) > LARGEST_AMOUNT:
        raise ValueError(f"{text!r} is too large")
    return int(scaled)


def shares(total: int, weights: list[int]) -> list[int]:
    """Splits `total` in proportion to `weights` by largest remainder, so that the parts sum to the whole exactly.

    Earlier parts win a tie. With no weight at all nothing can be split: the parts are zeros.
    """
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts
