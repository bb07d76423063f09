"""What a link that ends mails answers: a page to people, JSON to programs.

Scanners of mails open every link, so a GET shows and changes nothing; a POST to the same address ends the mails, by the
page's button or by that of a mail program (RFC 8058).
"""

import html
from typing import Annotated, Final

import msgspec
from litestar import Response
from litestar.params import PathParameter

from rowlock.http.requests import Request

LinkToken = Annotated[str, PathParameter(max_length=200, pattern=r"^[A-Za-z0-9._~-]+$", description="As in the mail")]

_POLICY: Final = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_PAGE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
{form}</main>
</body>
</html>
"""
_FORM: Final = '<form method="post"><button>Send me no more of these mails</button></form>\n'


class MailsEnded(msgspec.Struct):
    """What the link in a mail does, or has done."""

    message: str


def offered(request: Request, title: str, text: str) -> Response[MailsEnded] | Response[str]:
    """Says which mails a POST to this address ends."""
    return _answer(request, f"{title}: a POST to this address ends them", title, text, _FORM)


def ended(request: Request, message: str) -> Response[MailsEnded] | Response[str]:
    """Says that they have ended."""
    return _answer(request, message, "Done", message + ".", "")


def _answer(request: Request, message: str, title: str, text: str, form: str) -> Response[MailsEnded] | Response[str]:
    if "text/html" not in request.headers.get("accept", ""):
        return Response(MailsEnded(message), status_code=200)
    page = _PAGE.format(title=html.escape(title), text=html.escape(text), form=form)
    return Response(page, status_code=200, media_type="text/html", headers={"Content-Security-Policy": _POLICY})
