"""What the worker does for accounts, also when it does it twice."""

from uuid import uuid4

from rowlock.accounts import jobs
from rowlock.db.database import Database
from rowlock.mail.mailer import open_mailer
from rowlock.outbox.jobs import JobContext
from rowlock.storage.store import open_storage
from tests.factories.accounts import log_in, make_user, new_address, register, wait_link
from tests.shop import Shop

_SESSIONS = """
    SELECT sessions.id FROM sessions JOIN users ON users.id = sessions.user_id
    WHERE email_key = $1 ORDER BY sessions.id
"""


def _run(shop: Shop, name: str, **arguments: object) -> None:
    async def run() -> None:
        database = await Database.open(shop.settings, "command")
        try:
            context = JobContext(
                database=database,
                settings=shop.settings,
                mailer=open_mailer(shop.settings),
                storage=open_storage(shop.settings),
                outbox_id=uuid4(),
            )
            await getattr(jobs, name)(context, **arguments)
        finally:
            await database.close()

    shop.run(run())


def test_sessions_long_over_are_forgotten_and_others_kept(shop: Shop) -> None:
    email = make_user(shop)
    for _ in range(3):
        log_in(shop, email)
    ids = [row["id"] for row in shop.sql(_SESSIONS, email)]
    shop.execute("UPDATE sessions SET expires_at = now() - interval '4 days' WHERE id = $1", ids[0])
    shop.execute("UPDATE sessions SET expires_at = now() - interval '2 days' WHERE id = $1", ids[1])
    _run(shop, "delete_expired_sessions")
    assert [row["id"] for row in shop.sql(_SESSIONS, email)] == ids[1:]


def test_a_link_is_not_mailed_for_an_address_that_is_verified_or_gone(shop: Shop) -> None:
    email = make_user(shop)
    shop.drain()
    mails = len(shop.mails(email))
    (user,) = shop.sql("SELECT id, registration FROM users WHERE email_key = $1", email)
    _run(shop, "send_email_verification", user_id=user["id"], registration=user["registration"])
    _run(shop, "send_email_verification", user_id=uuid4(), registration=1)
    _run(shop, "send_account_exists", user_id=uuid4())
    assert len(shop.mails(email)) == mails


def test_a_link_is_not_mailed_for_an_older_registration(shop: Shop) -> None:
    email = new_address()
    register(shop, email)
    wait_link(shop, email)
    (user,) = shop.sql("SELECT id, registration FROM users WHERE email_key = $1", email)
    _run(shop, "send_email_verification", user_id=user["id"], registration=user["registration"] - 1)
    assert len(shop.mails(email)) == 1
    _run(shop, "send_email_verification", user_id=user["id"], registration=user["registration"])
    assert len(shop.mails(email)) == 2
