"""What the command line calls: an empty shop is filled, with made-up data of any size or with the opening catalogue."""

from rowlock.db.database import Database
from rowlock.demo import generation, opening
from rowlock.demo.types import Progress, Size
from rowlock.settings import Settings


async def generate(
    settings: Settings, products: int, customers: int, orders: int, seed: int, on_progress: Progress
) -> None:
    """Makes a shop as if lived in for two years, the same for the same seed. Refuses with ShopNotEmpty."""
    size = Size(products=products, customers=customers, orders=orders, seed=seed)
    await generation.generate(settings, size, on_progress)


async def open_shop(settings: Settings) -> bool:
    """Gives an empty shop the opening catalogue with its pictures; whether it was empty."""
    database = await Database.open(settings, "command")
    try:
        return await opening.open_shop(database, settings)
    finally:
        await database.close()
