"""Mails in a folder."""

import asyncio
from pathlib import Path

from rowlock.mail.files import FileMailer
from rowlock.mail.messages import Mail

SENDER = "Shop <shop@rowlock.example>"


def _mail(message_id: str) -> Mail:
    return Mail(to="ada@shop.example", subject="Hello", text="Text", html="<p>HTML</p>", message_id=message_id)


def test_each_mail_is_a_file_of_its_own(tmp_path: Path) -> None:
    async def send() -> None:
        mailer = FileMailer(tmp_path / "mail", SENDER)
        await asyncio.gather(*[mailer.send(_mail(f"id-{number}")) for number in range(20)])

    asyncio.run(send())
    assert sorted(path.name for path in (tmp_path / "mail").iterdir()) == sorted(f"id-{n}.eml" for n in range(20))


def test_a_mail_that_is_sent_again_is_still_one_file(tmp_path: Path) -> None:
    async def send() -> None:
        mailer = FileMailer(tmp_path, SENDER)
        await mailer.send(_mail("same"))
        await mailer.send(_mail("same"))

    asyncio.run(send())
    assert [path.name for path in tmp_path.iterdir()] == ["same.eml"]


def test_a_name_never_leaves_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    asyncio.run(FileMailer(folder, SENDER).send(_mail("../../etc/x")))
    assert [path.parent for path in tmp_path.rglob("*.eml")] == [folder]
