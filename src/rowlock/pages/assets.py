"""The stylesheet and the script of the pages, under names that change with their content."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromPath

from rowlock.errors import NotFound
from rowlock.http import compression
from rowlock.http.headers import all_of
from rowlock.http.requests import Request

_FOLDER: Final = Path(__file__).parent / "assets"
_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOREVER: Final = "public, max-age=31536000, immutable"


@get("/assets/{name:str}", sync_to_thread=True, opt={"carries_token": False})
def get_asset(request: Request, name: FromPath[str]) -> Response[bytes]:
    mark, _, plain = name.partition("-")
    if plain not in _names() or mark != _mark(plain):
        raise NotFound
    encoding = compression.chosen(all_of(request.scope, b"accept-encoding"))
    headers = {"Cache-Control": _FOREVER, "Vary": "accept-encoding"}
    if encoding is not None:
        headers["Content-Encoding"] = encoding.decode()
    return Response(_body(plain, encoding), media_type=_TYPES[Path(plain).suffix], headers=headers)


def url(name: str) -> str:
    """Where a file of `assets/` is served."""
    return f"/admin/assets/{_mark(name)}-{name}"


def address(path: str, query: dict[str, list[str]]) -> str:
    """A path of this site with a query."""
    return f"{path}?{urlencode(query, doseq=True)}" if query else path


@cache
def _names() -> frozenset[str]:
    return frozenset(path.name for path in _FOLDER.iterdir())


@cache
def _mark(name: str) -> str:
    return hashlib.sha256((_FOLDER / name).read_bytes()).hexdigest()[:12]


@cache
def _body(name: str, encoding: bytes | None) -> bytes:
    body = (_FOLDER / name).read_bytes()
    return body if encoding is None else compression.compressed(body, encoding)
