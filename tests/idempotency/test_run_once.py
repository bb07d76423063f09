"""A command runs once for a key, and its answer is kept whole."""

from rowlock.db.connections import Writer
from rowlock.db.database import Database
from rowlock.idempotency.run_once import run_once
from rowlock.idempotency.types import Answer, KeyedRequest
from tests.shop import Shop, unique


def test_t_idem_14_an_answer_of_a_megabyte_is_replayed_byte_for_byte(shop: Shop) -> None:
    request = KeyedRequest(principal=unique("somebody"), operation="write", key="k")
    runs = []

    async def handler(db: Writer, command: str) -> dict[str, str]:
        runs.append(command)
        return {"text": command * 250_000}

    async def twice() -> list[Answer]:
        database = await Database.open(shop.settings, "command")
        try:
            return [await run_once(database, request, handler, "é-é\U0001f419", status=201) for _ in range(2)]
        finally:
            await database.close()

    first, again = shop.run(twice())
    assert len(first.body) > 1_000_000
    assert (again.status, again.body) == (201, first.body)
    assert (first.is_replay, again.is_replay) == (False, True)
    assert len(runs) == 1
