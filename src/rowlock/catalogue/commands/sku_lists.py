"""Prices and stock of many variants at once, each named by its SKU once."""

from typing import Final
from uuid import UUID

import msgspec
from msgspec import UNSET

from rowlock.catalogue.commands.products import TOPIC
from rowlock.catalogue.sql import documents, import_rows, sku_rows
from rowlock.catalogue.types.imported import PriceLine, StockLine
from rowlock.db.connections import Writer
from rowlock.db.database import announce
from rowlock.inventory.commands import levels as inventory
from rowlock.inventory.types import LARGEST_STOCK

_UNKNOWN: Final = "No variant on sale has this SKU"


class StockList(msgspec.Struct, frozen=True):
    """Lines of stock and who brings them."""

    lines: list[StockLine]
    actor_id: UUID | None


class LineOutcome(msgspec.Struct, frozen=True):
    """Whether a line changed anything, a price by more than half, and from what to what; or why it could not."""

    is_changed: bool = False
    is_large: bool = False
    mistake: str | None = None
    before: int = 0
    after: int = 0


async def set_prices(db: Writer, lines: list[PriceLine]) -> list[LineOutcome]:
    """Sets the prices of variants, with one rewriting of the documents of all their products."""
    skus = [line.sku for line in lines]
    await sku_rows.lock_products_of_skus(db, skus=skus)
    known = {variant.sku: variant for variant in await sku_rows.list_variants_by_sku(db, skus=skus)}
    outcomes: list[LineOutcome] = []
    changed: dict[UUID, tuple[int, int | None]] = {}
    for line in lines:
        variant = known.get(line.sku)
        if variant is None:
            outcomes.append(LineOutcome(mistake=_UNKNOWN))
            continue
        before = variant.compare_at_price
        wanted = (line.price, before if line.compare_at_price is UNSET else line.compare_at_price)
        if wanted == (variant.price, before):
            outcomes.append(LineOutcome())
            continue
        changed[variant.id] = wanted
        is_large = abs(line.price - variant.price) * 2 > variant.price
        outcomes.append(LineOutcome(is_changed=True, is_large=is_large, before=variant.price, after=line.price))
    if changed:
        await sku_rows.change_prices(
            db,
            variant_ids=list(changed),
            prices=[price for price, _ in changed.values()],
            compare_at_prices=[compare_at for _, compare_at in changed.values()],
        )
        product_ids = list({variant.product_id for variant in known.values() if variant.id in changed})
        await sku_rows.count_change(db, product_ids=product_ids)
        await documents.refresh_documents(db, product_ids=product_ids)
        for product_id in product_ids:
            announce(f"{TOPIC}:{product_id}")
    return outcomes


async def set_stock(db: Writer, command: StockList) -> list[LineOutcome]:
    """Changes the stock of variants, each with its line in the ledger. The documents of those that sell out or return
    follow by themselves."""
    skus = [line.sku for line in command.lines]
    known = {variant.sku: variant for variant in await sku_rows.list_variants_by_sku(db, skus=skus)}
    levels = await inventory.lock_levels(db, variant_ids=[variant.id for variant in known.values()])
    outcomes: list[LineOutcome] = []
    deltas: dict[UUID, int] = {}
    flipped: set[UUID] = set()
    for line in command.lines:
        variant = known.get(line.sku)
        if variant is None:
            outcomes.append(LineOutcome(mistake=_UNKNOWN))
            continue
        level = levels[variant.id]
        after = level + line.delta if line.on_hand is None else line.on_hand
        mistake = _why_not(line, level, after)
        is_changed = mistake is None and after != level
        outcomes.append(LineOutcome(is_changed=is_changed, mistake=mistake, before=level, after=after))
        if outcomes[-1].is_changed:
            deltas[variant.id] = after - level
            if (after > 0) != (level > 0):
                flipped.add(variant.product_id)
    if deltas:
        # The documents that follow are locked in one order; a trigger rewrites them.
        await import_rows.lock_documents(db, product_ids=list(flipped))
        await inventory.change_levels(
            db,
            variant_ids=list(deltas),
            deltas=list(deltas.values()),
            reason="import",
            actor_id=command.actor_id,
        )
        for product_id in flipped:
            announce(f"{TOPIC}:{product_id}")
    return outcomes


def _why_not(line: StockLine, level: int, after: int) -> str | None:
    if line.expected is not None and line.expected != level:
        return f"{level} are there, {line.expected} were expected"
    if after < 0:
        return f"{level} are there, {-line.delta} cannot be taken"
    if after > LARGEST_STOCK:
        return f"More than {LARGEST_STOCK:,} cannot be kept"
    return None
