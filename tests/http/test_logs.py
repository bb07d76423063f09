"""What is written down, and what is not."""

import subprocess
import sys
from typing import Any

import msgspec

from rowlock import logs

_PROGRAM = """
import logging, structlog
from rowlock import logs
from rowlock.settings import Settings
logs.configure(Settings(log_format={form!r}, log_level={level!r}))
log = structlog.get_logger()
log.info("signed.in", password="hunter2", refresh_token="eyJ", otp="123456", Authorization="Bearer x", email="a@b")
log.debug("unheard")
logging.getLogger("some.library").warning("a %s", "word")
try:
    1 / 0
except ZeroDivisionError:
    log.exception("went.wrong")
logs.request("GET", "/verify/{{token}}", "/verify/eyJ", 200, 0.001, "id", "127.0.0.1")
logs.request("PUT", "", "/verify/eyJ" + "x" * 40, 405, 0.001, "id", "127.0.0.1")
"""


def written(form: str, level: str = "info") -> str:
    program = _PROGRAM.format(form=form, level=level)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stderr


def lines(form: str, level: str = "info") -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in written(form, level).splitlines()]


def test_json_is_a_line_an_event() -> None:
    signed_in, library, wrong, request, stray = lines("json")
    assert signed_in["event"] == "signed.in"
    assert signed_in["level"] == "info"
    assert (library["event"], library["logger"], library["level"]) == ("a word", "some.library", "warning")
    assert "ZeroDivisionError" in wrong["exception"]
    assert request["path"] == "/verify/{token}"
    assert stray["path"] == "/verify/***"


def test_secrets_are_not_written_down() -> None:
    for form in ("json", "text"):
        text = written(form)
        assert "a@b" in text
        for secret in ("hunter2", "eyJ", "123456", "Bearer x"):
            assert secret not in text


def test_the_level_holds_for_all() -> None:
    assert [line["event"] for line in lines("json", "error")] == ["went.wrong"]
    assert "unheard" in written("json", "debug")


def test_names_of_secrets_are_recognised_as_words() -> None:
    event = {"new_password": 1, "otp": 2, "option": 3, "tokens": 4, "monkey": 5, "api_key": 6}
    assert logs.mask_secrets(None, "", event) == {
        "new_password": "***",
        "otp": "***",
        "option": 3,
        "tokens": "***",
        "monkey": 5,
        "api_key": "***",
    }
