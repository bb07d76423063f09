"""Public pictures over HTTP, and the storage as a dependency of other routes."""

import hashlib
from functools import lru_cache
from typing import Any, Final

from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from rowlock import errors
from rowlock.settings import Settings
from rowlock.storage.media import CACHE_CONTROL, media_type_of
from rowlock.storage.store import Storage, open_storage

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": CACHE_CONTROL,
    "Cross-Origin-Resource-Policy": "cross-origin",
}

_opened: Final = lru_cache(maxsize=1)(open_storage)


def provide_storage(settings: NamedDependency[Settings]) -> Storage:
    return _opened(settings)


STORAGE: Final = {"storage": Provide(provide_storage, sync_to_thread=False)}


@get("/media/{path:path}", dependencies=STORAGE, include_in_schema=False)
async def serve_media(
    request: Request[Any, Any, Any], storage: NamedDependency[Storage], path: FromPath[str]
) -> Response[bytes]:
    """A public picture of the storage. A key never holds anything else, so that its name is tag enough."""
    media_type = media_type_of(path)
    if media_type is None:
        raise errors.NotFound
    key = "media/" + path.removeprefix("/")
    tag = f'"{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}"'
    sent = request.headers.get("If-None-Match", "")
    is_known = sent.strip() == "*" or any(one.strip().removeprefix("W/") == tag for one in sent.split(","))
    try:
        if is_known and await storage.size(key) >= 0:
            return Response(b"", status_code=304, headers={**_HEADERS, "ETag": tag})
        picture = await storage.get(key)
    except (KeyError, FileNotFoundError):
        raise errors.NotFound from None
    return Response(picture, media_type=media_type, headers={**_HEADERS, "ETag": tag})
