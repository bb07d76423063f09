"""Former slugs lead on: 301 to where a product or a category is now."""

from typing import Final
from urllib.parse import quote

from litestar import Response
from litestar.openapi import ResponseSpec

from rowlock.catalogue.queries import categories, products
from rowlock.catalogue.routes.visibility import PRIVATE, PUBLIC, manages
from rowlock.db.connections import Reader
from rowlock.errors import NotFound
from rowlock.http.auth import Actor

_MOVED: Final = 301

MOVES: Final = {_MOVED: ResponseSpec(data_container=None, description="It has another slug now: see `Location`")}
"""Documents the answer to a former slug: `responses={**problems(…), **MOVES}`."""


async def moved_product(db: Reader, key: str, visitor: Actor | None, *, below: str = "") -> Response[bytes]:
    """The way to the product that had this slug. NotFound where there is none that the visitor may see."""
    found = await products.find_renamed_product(db, key)
    if found is None or not (found.status == "active" or (visitor is not None and manages(visitor, found.vendor_id))):
        raise NotFound
    return _moved(f"/api/v1/products/{quote(found.slug)}{below}", visitor)


async def moved_category(db: Reader, key: str, visitor: Actor | None) -> Response[bytes]:
    """The way to the category that had this slug. NotFound where there is none."""
    slug = await categories.find_renamed_category(db, key)
    if slug is None:
        raise NotFound
    return _moved(f"/api/v1/categories/{quote(slug)}", visitor)


def _moved(location: str, visitor: Actor | None) -> Response[bytes]:
    # Kept by caches no longer than the product itself: the slug may be another's tomorrow.
    headers = {"Location": location, "Cache-Control": PUBLIC if visitor is None else PRIVATE}
    return Response(b"", status_code=_MOVED, media_type="application/json", headers=headers)
