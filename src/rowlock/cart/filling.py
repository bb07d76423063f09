"""What becomes of lines that go into a locked cart, one after the other, before any of them is written. Pure."""

from collections.abc import Iterable
from uuid import UUID

from rowlock.cart import rules
from rowlock.cart.types import MOST_LINES, AdjustedLine, FilledLine, SellableVariant


class Filling:
    """The lines that change, each with what it comes to; the same variant may come several times."""

    def __init__(self, variants: Iterable[SellableVariant]) -> None:
        self._variants = {variant.variant_id: variant for variant in variants}
        self._new = 0
        self.changed: dict[UUID, FilledLine] = {}

    def add(self, variant_id: UUID, more: int) -> None:
        """So many more of a variant, at the price that is shown with it; refused with the reason."""
        found = self._variants.get(variant_id)
        rules.check_sellable(found)
        assert found is not None
        before = self._quantity(found)
        if before == 0:
            rules.check_room(self._lines(found))
        rules.check_quantity(found, before + more)
        self._put(found, before + more, found.unit_price)

    def take_over(self, variant_id: UUID, quantity: int, seen_price: int | None) -> AdjustedLine | None:
        """The larger of this quantity and what is there, within stock and limit; says where it came out smaller.

        A price that the customer was shown stays the one that he was shown.
        """
        found = self._variants.get(variant_id)
        if found is None or not found.is_sellable:
            return AdjustedLine(variant_id, "unavailable", found.in_cart if found is not None else 0)
        before = self._quantity(found)
        if before == 0 and self._lines(found) >= MOST_LINES:
            return AdjustedLine(variant_id, "cart_full", 0)
        wanted = max(quantity, before)
        possible = rules.possible_quantity(found, wanted)
        if possible == 0:
            return AdjustedLine(variant_id, "out_of_stock", before)
        if possible != before:
            self._put(found, possible, self._seen(found, seen_price))
        if possible == wanted:
            return None
        if possible == rules.quantity_limit(found.max_per_order):
            return AdjustedLine(variant_id, "quantity_limit", possible)
        return AdjustedLine(variant_id, "insufficient_stock", possible)

    def _put(self, variant: SellableVariant, quantity: int, seen_price: int) -> None:
        if self._quantity(variant) == 0:
            self._new += 1
        self.changed[variant.variant_id] = FilledLine(quantity, seen_price)

    def _quantity(self, variant: SellableVariant) -> int:
        changed = self.changed.get(variant.variant_id)
        return changed.quantity if changed is not None else variant.in_cart

    def _seen(self, variant: SellableVariant, seen_price: int | None) -> int:
        changed = self.changed.get(variant.variant_id)
        if changed is not None:
            return changed.seen_price
        for price in (variant.seen_price, seen_price):
            if price is not None:
                return price
        return variant.unit_price

    def _lines(self, variant: SellableVariant) -> int:
        return variant.lines_in_cart + self._new
