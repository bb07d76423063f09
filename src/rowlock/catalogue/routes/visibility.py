"""Who sees which product, and what an answer about it says to caches."""

from typing import Final
from uuid import UUID

from litestar import Response

from rowlock.catalogue.types.rows import VisibleProduct
from rowlock.http import etags
from rowlock.http.auth import Actor

# Anybody may keep it, and asks whether it is still good.
PUBLIC: Final = "public, max-age=0, must-revalidate"
PRIVATE: Final = "private, no-store"


def for_editors(found: VisibleProduct, body: bytes, *, status: int = 200) -> Response[bytes]:
    """A product with its stock. The tag is that of its version, for If-Match: stock may change under it, so the answer
    is never 304."""
    headers = {"ETag": etags.of_version(found.version), "Cache-Control": PRIVATE}
    if status == 201:
        headers["Location"] = f"/api/v1/products/{found.product_id}"
    return Response(body, status_code=status, media_type="application/json", headers=headers)


def manages(visitor: Actor, vendor_id: UUID | None) -> bool:
    """Whether a product is somebody's to see in every status and to change."""
    return visitor.role == "admin" or (visitor.vendor_id is not None and visitor.vendor_id == vendor_id)
