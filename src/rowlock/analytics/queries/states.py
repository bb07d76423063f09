"""How old the read models are."""

from rowlock.analytics import sql
from rowlock.analytics.types.rows import MODELS, Model, ReadModelState
from rowlock.db.connections import Reader


async def list_states(db: Reader) -> list[ReadModelState]:
    """How old each read model is, in the order of `MODELS`."""
    return await sql.list_states(db, names=list(MODELS))


async def get_state(db: Reader, model: Model) -> ReadModelState:
    """How old one of them is."""
    return (await sql.list_states(db, names=[model]))[0]


async def as_of(db: Reader, model: Model, currency: str) -> dict[str, object]:
    """What every answer says of its figures. One that was never refreshed is of now and knows nothing."""
    state = await get_state(db, model)
    return {
        "as_of": state.refreshed_at or state.asked_at,
        "lag_seconds": round(state.lag_seconds or 0.0, 3),
        "currency": currency,
    }
