"""The order of pictures."""

from uuid import UUID


def moved(order: list[UUID], one: UUID, position: int) -> list[UUID]:
    """The order with one of them at a place, or last where there is no such place."""
    others = [id for id in order if id != one]
    return [*others[:position], one, *others[position:]]
