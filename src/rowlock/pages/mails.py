"""Every mail as it looks, under /dev/mail; only where the shop is being developed."""

import html
from typing import Final

from litestar import Response, Router, get
from litestar.params import FromPath

from rowlock.errors import NotFound
from rowlock.mail import samples
from rowlock.mail.templates import Rendered

_PREFIX: Final = "/dev/mail"
_POLICY: Final = "default-src 'none'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
# What a mail program does: its styles stand in the mail, nothing is loaded and nothing runs.
_MAIL_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
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
{content}</main>
</body>
</html>
"""
_ONE: Final = """\
<p><a href="{prefix}">All mails</a> · <a href="{prefix}/{name}/html">HTML alone</a> ·
<a href="{prefix}/{name}/text">text alone</a></p>
<p>Subject: <strong>{subject}</strong></p>
<iframe src="{prefix}/{name}/html" title="HTML" width="680" height="720"></iframe>
<pre>{text}</pre>
"""


@get()
async def list_mails() -> Response[str]:
    rows = "".join(
        f'<tr><td><a href="{_PREFIX}/{name}">{name}</a></td><td>{html.escape(samples.sample(name).subject)}</td></tr>\n'
        for name in sorted(samples.SAMPLES)
    )
    return _shown(_PAGE.format(title="Mails", content=f"<table>\n{rows}</table>\n"), "text/html", _POLICY)


@get("/{name:str}")
async def show_mail(name: FromPath[str]) -> Response[str]:
    mail = _sample(name)
    content = _ONE.format(prefix=_PREFIX, name=name, subject=html.escape(mail.subject), text=html.escape(mail.text))
    return _shown(_PAGE.format(title=html.escape(name), content=content), "text/html", _POLICY)


@get("/{name:str}/html")
async def show_mail_html(name: FromPath[str]) -> Response[str]:
    return _shown(_sample(name).html, "text/html", _MAIL_POLICY)


@get("/{name:str}/text")
async def show_mail_text(name: FromPath[str]) -> Response[str]:
    return _shown(_sample(name).text, "text/plain", _MAIL_POLICY)


def _sample(name: str) -> Rendered:
    try:
        return samples.sample(name)
    except KeyError:
        raise NotFound from None


def _shown(content: str, media_type: str, policy: str) -> Response[str]:
    headers = {"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"}
    return Response(content, media_type=media_type, headers=headers)


PAGES: Final = Router(
    _PREFIX, route_handlers=[list_mails, show_mail, show_mail_html, show_mail_text], include_in_schema=False
)
