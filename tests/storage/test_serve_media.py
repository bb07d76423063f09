"""Public pictures over HTTP; nothing else of the storage."""

import asyncio
import http.client
from pathlib import Path

import pytest

from rowlock.storage.store import open_storage
from tests.shop import Shop, unique


def get(shop: Shop, target: str, known: str | None = None) -> tuple[int, dict[str, str], bytes]:
    """As it stands: a client of more comfort would tidy the path up."""
    connection = http.client.HTTPConnection("127.0.0.1", shop.ports[0], timeout=10)
    try:
        connection.request("GET", target, headers={"If-None-Match": known} if known else {})
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


def test_a_picture_that_is_known_is_not_sent_again(shop: Shop) -> None:
    key, other = stored(shop, f"media/{unique('p')}.webp"), stored(shop, f"media/{unique('p')}.webp")
    tag = get(shop, f"/{key}")[1]["etag"]
    assert get(shop, f"/{other}")[1]["etag"] != tag
    for sent in (tag, f'"x", W/{tag}', "*"):
        status, headers, body = get(shop, f"/{key}", sent)
        assert (status, body) == (304, b"")
        assert headers["cache-control"] == "public, max-age=31536000, immutable"
        assert headers["etag"] == tag
    assert get(shop, f"/{key}", '"x"')[0] == 200
    asyncio.run(open_storage(shop.settings).delete(key))
    assert get(shop, f"/{key}", tag)[0] == 404
