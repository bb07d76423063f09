"""Public pictures over HTTP; nothing else of the storage."""

import asyncio
import http.client
from pathlib import Path

import pytest

from rowlock.storage.store import open_storage
from tests.shop import Shop, unique


def get(shop: Shop, target: str) -> tuple[int, dict[str, str], bytes]:
    """As it stands: a client of more comfort would tidy the path up."""
    connection = http.client.HTTPConnection("127.0.0.1", shop.ports[0], timeout=10)
    try:
        connection.request("GET", target)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def stored(shop: Shop, key: str, data: bytes = b"picture") -> str:
    asyncio.run(open_storage(shop.settings).put(key, data))
    return key


def test_a_picture_is_served_for_good_and_never_as_anything_else(shop: Shop) -> None:
    key = stored(shop, f"media/{unique('p')}/card.webp")
    status, headers, body = get(shop, f"/{key}")
    assert (status, body) == (200, b"picture")
    assert headers["content-type"] == "image/webp"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("ending", ["html", "svg", "js", "csv", "webp.html"])
def test_what_is_no_picture_is_not_there(shop: Shop, ending: str) -> None:
    key = stored(shop, f"media/{unique('p')}.{ending}", b"<script>")
    assert get(shop, f"/{key}")[0] == 404


def test_no_path_leads_to_a_private_file(shop: Shop) -> None:
    name = unique("p") + ".webp"
    stored(shop, f"private/{name}")
    stored(shop, f"media/{name}")
    assert get(shop, f"/media/{name}")[0] == 200
    for target in (
        f"/media/private/{name}",
        f"/private/{name}",
        f"/media/../private/{name}",
        f"/media/..%2fprivate%2f{name}",
        f"/media/%2e%2e/private/{name}",
        f"/media/..%5cprivate/{name}",
        f"/media/x/../../private/{name}",
        f"/media/{name}%00",
        "/media/",
        "/media",
    ):
        assert get(shop, target)[0] in (400, 404), target


def test_a_link_out_of_the_folder_is_not_followed(shop: Shop, tmp_path: Path) -> None:
    name = unique("p") + ".webp"
    stored(shop, f"media/{unique('p')}.webp")
    (tmp_path / "secret").write_bytes(b"secret")
    (shop.data / "media" / "media" / name).symlink_to(tmp_path / "secret")
    assert get(shop, f"/media/{name}")[0] == 404
