"""Pages from their templates: `templates/<name>.html.j2`, each in the frame of `frame.html.j2`."""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import jinja2
import msgspec
from litestar import Response
from litestar.response import Redirect

from rowlock import clock
from rowlock.http.auth import Actor, known_actor
from rowlock.http.cookies import SessionCookies
from rowlock.http.paging import Page
from rowlock.http.requests import Request
from rowlock.pages import assets
from rowlock.pages.formats import Formats, formats_for
from rowlock.pages.notices import NOTICES
from rowlock.settings import Settings
from rowlock.transfers import rules
from rowlock.transfers.types import ExportKind

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{media}; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


_NO_FILTERS: Final = frozenset({"page", "cursor", "limit", "done"})
CARRIED: Final = "with."
"""What stands before the filters of a list in the address of its export."""


class Frame(msgspec.Struct, frozen=True):
    """What every page knows: who looks, at what, and how he writes figures."""

    store_name: str
    actor: Actor | None
    csrf: str
    path: str
    query: dict[str, list[str]]
    formats: Formats
    now: datetime
    notice: str | None

    def url(self, **changes: object) -> str:
        """This page with other parameters; one that is None goes. A cursor goes with every change but its own."""
        kept = {name: values for name, values in self.query.items() if name not in ("cursor", "done")}
        for name, value in changes.items():
            key = name.removesuffix("_")
            kept.pop(key, None)
            if value is not None:
                kept[key] = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        return assets.address(self.path, kept)

    @property
    def is_narrowed(self) -> bool:
        """Whether this list has a filter."""
        return any(any(values) for name, values in self.query.items() if name not in _NO_FILTERS)

    def further(self, kind: ExportKind, fields: Collection[str], prefix: str = "") -> dict[str, list[str]]:
        """Filters of this list that its form has no field for, or no field for several: links bring them along."""
        given = {name.removeprefix(prefix): values for name, values in self.query.items() if name.startswith(prefix)}
        return {
            name: values
            for name, values in given.items()
            if name in rules.FILTERS[kind] and (name not in fields or len(values) > 1)
        }

    def export(self, kind: ExportKind) -> str:
        """Where a file of such a list is asked for, with the filters that it has now."""
        kept = {CARRIED + name: values for name, values in self.query.items() if name in rules.FILTERS[kind]}
        return assets.address("/admin/exports", {"kind": [kind], **kept})


def page(request: Request, settings: Settings, name: str, *, status: int = 200, **values: Any) -> Response[str]:
    """A page. Browsers may keep it for going back, so that nothing typed is lost, and ask before they show it again."""
    text = _ENVIRONMENT.get_template(f"{name}.html.j2").render(frame=frame_of(request, settings), **values)
    headers = {
        "Content-Security-Policy": _policy(settings),
        "Cache-Control": "private, no-cache",
        "Vary": "Cookie, Accept-Language",
        "Referrer-Policy": "same-origin",
    }
    return Response(text, status_code=status, media_type="text/html", headers=headers)


def onward(path: str, notice: str, **query: str) -> Redirect:
    """On to a page that says what was done: one of `notices.NOTICES`."""
    assert notice in NOTICES
    return Redirect(
        assets.address(path, {**{name: [value] for name, value in query.items()}, "done": [notice]}), status_code=303
    )


def frame_of(request: Request, settings: Settings) -> Frame:
    actor = known_actor(request.scope)
    cookies: SessionCookies = request.app.state["cookies"]
    query: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        query.setdefault(name, []).append(value)
    return Frame(
        store_name=settings.store_name,
        actor=actor,
        csrf=cookies.csrf_token(actor.session_id) if actor is not None and actor.session_id is not None else "",
        path=request.scope["path"],
        query=query,
        formats=formats_for(request.headers.get("accept-language", ""), settings.zone, settings.currency),
        now=clock.now(),
        notice=NOTICES.get((query.get("done") or [""])[0]),
    )


def _policy(settings: Settings) -> str:
    """Pictures may also come from where the storage says they are."""
    _, _, found = (settings.storage_url or "").partition("public_url=")
    scheme, _, rest = found.partition("&")[0].replace("%3A", ":").replace("%2F", "/").partition("://")
    host = rest.partition("/")[0]
    return _POLICY.format(media=f" {scheme}://{host}" if scheme in ("http", "https") and host else "")


def _words(name: str) -> str:
    """`partially_refunded` as a person says it."""
    return name.replace("_", " ")


def _pieces(page: Page[Any]) -> str:
    """How many a list has, as far as it was counted."""
    return f"{page.total:,}+" if page.total_capped else f"{page.total:,}"


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _figure(value: float | str | bool, frame: Frame, name: str) -> str:
    """A measured value with the unit that its name says."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if name.endswith("bytes"):
        return f"{frame.formats.number(round(value / 1_048_576))} MiB"
    unit = "ms" if name.endswith("_ms") else "s" if name.endswith("_seconds") else ""
    return f"{frame.formats.number(value)} {unit}".rstrip()


def _iso(value: datetime | date) -> str:
    return value.isoformat()


_ENVIRONMENT: Final = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_ENVIRONMENT.filters.update({"words": _words, "pieces": _pieces, "iso": _iso, "json": _json, "figure": _figure})
_ENVIRONMENT.globals.update({"asset": assets.url})
