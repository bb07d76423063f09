"""Takes the person out of orders whose account was closed."""

from rowlock.db.connections import Writer
from rowlock.orders import sql


async def erase_finished_orders(db: Writer, most: int) -> int:
    """Makes at most so many finished orders of closed accounts anonymous, and says how many. Their books stay."""
    return await sql.erase_finished_orders(db, most=most)
