"""What the tests of pictures do again and again over HTTP."""

from pathlib import Path
from typing import Any

import httpx
import pyvips

from tests.shop import Shop

Sizes = dict[str, Any]


def upload(
    client: httpx.Client, product_id: str, data: bytes, *, name: str = "mug.jpg", **fields: str
) -> httpx.Response:
    """The type that the client names says nothing, so that it is always the same."""
    files = {"file": (name, data, "image/png")}
    return client.post(f"/products/{product_id}/upload-image", files=files, data=fields)


def uploaded(client: httpx.Client, product_id: str, data: bytes, **fields: str) -> str:
    answer = upload(client, product_id, data, **fields)
    assert answer.status_code == 202, answer.text
    assert answer.json().keys() == {"id", "status"}
    assert answer.json()["status"] == "processing"
    return str(answer.json()["id"])


def listed(client: httpx.Client, product_id: str) -> list[dict[str, Any]]:
    answer = client.get(f"/products/{product_id}/images")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def ended(shop: Shop, client: httpx.Client, product_id: str, image_id: str) -> dict[str, Any]:
    """The picture as its editors see it, once it is ready or failed."""

    def asked() -> dict[str, Any] | None:
        (found,) = [one for one in listed(client, product_id) if one["id"] == image_id]
        return found if found["status"] in ("ready", "failed") else None

    found = shop.until(asked, seconds=60)
    assert found is not None
    return found


def ready(shop: Shop, client: httpx.Client, product_id: str, data: bytes, **fields: str) -> dict[str, Any]:
    """A picture with its sizes."""
    found = ended(shop, client, product_id, uploaded(client, product_id, data, **fields))
    assert found["status"] == "ready", found
    return found


def shown(shop: Shop, product_id: str) -> list[dict[str, Any]]:
    """The product's pictures as everybody sees them."""
    answer = shop.guest().get(f"/products/{product_id}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["images"]
    return found


def published(shop: Shop, image: dict[str, Any]) -> dict[str, bytes]:
    """Every file that anybody may fetch of a picture, by its address."""
    files = {}
    for rendition in image["renditions"].values():
        for url in (rendition["url"], rendition["jpeg_url"]):
            answer = httpx.get(shop.url + url)
            assert answer.status_code == 200, url
            files[url] = answer.content
    assert len(image["renditions"]) == 3
    return files


def pixel(data: bytes, x: float, y: float) -> list[int]:
    """Of a picture the colour at a place, as shares of its sides."""
    image = pyvips.Image.new_from_buffer(data, "")
    return [round(value) for value in image.getpoint(int(x * image.width), int(y * image.height))]


def files_of(shop: Shop, image_id: str) -> list[Path]:
    """Everything that the storage has of a picture."""
    root = shop.data / "media"
    return sorted(path for path in root.rglob("*") if path.is_file() and image_id in path.parts)
