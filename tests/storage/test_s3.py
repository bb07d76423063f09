"""Files in a bucket: a whole shop on a server that speaks S3."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import boto3
import httpx
import pytest

from rowlock import settings
from rowlock.errors import Unavailable
from rowlock.storage.store import Storage, open_storage
from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.pictures.drawing import new_picture, noise
from tests.pictures.picture_clients import listed, ready
from tests.shop import Shop

BUCKET = "rowlock"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_EC2_METADATA_DISABLED": "true",
}


class Server:
    """A server with one bucket."""

    def __init__(self, port: int) -> None:
        self.endpoint = f"http://127.0.0.1:{port}"
        self.client = boto3.client("s3", endpoint_url=self.endpoint, region_name="us-east-1")

    @property
    def storage_url(self) -> str:
        return f"s3://{BUCKET}?endpoint={self.endpoint}&path_style=true&prefix=shop"

    def stored(self) -> list[str]:
        found = self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return [str(one["Key"]) for one in found]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    before = {name: os.environ.get(name) for name in CREDENTIALS}
    os.environ.update(CREDENTIALS)
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        server = Server(port)
        deadline = time.monotonic() + 60
        while True:
            try:
                if httpx.get(f"{server.endpoint}/moto-api/").status_code == 200:
                    break
            except httpx.HTTPError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        server.client.create_bucket(Bucket=BUCKET)
        yield server
    finally:
        process.terminate()
        process.wait()
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@pytest.fixture(scope="module")
def shop(opener: ShopOpener, server: Server) -> Iterator[Shop]:
    with opener(ROWLOCK_STORAGE_URL=server.storage_url) as opened:
        yield opened


@pytest.fixture
def storage(server: Server) -> Storage:
    return open_storage(settings.read({"ROWLOCK_STORAGE_URL": server.storage_url}))


def test_a_picture_comes_and_goes_in_a_bucket(shop: Shop, server: Server) -> None:
    admin = shop.admin()
    product_id = make_product(admin)["id"]
    image = ready(shop, admin, product_id, noise(700, 500, seed=60).jpegsave_buffer())
    keys = [key for key in server.stored() if image["id"] in key]
    assert len(keys) == 7
    assert {key.split("/")[0] for key in keys} == {"shop"}
    for rendition in image["renditions"].values():
        answer = httpx.get(shop.url + rendition["url"])
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
        stored = server.client.get_object(Bucket=BUCKET, Key="shop/media" + urlsplit(rendition["url"]).path[6:])
        assert stored["Body"].read() == answer.content
        # What the bucket says by itself, where browsers fetch it from there.
        assert stored["ContentType"] == "image/webp"
        assert stored["CacheControl"] == "public, max-age=31536000, immutable"
    assert httpx.get(f"{shop.url}/media/pictures/{image['id']}/none.webp").status_code == 404
    assert admin.delete(f"/products/{product_id}/images/{image['id']}").status_code == 204
    shop.until(lambda: not [key for key in server.stored() if image["id"] in key])


def test_a_refused_picture_leaves_nothing_in_the_bucket(shop: Shop, server: Server) -> None:
    admin = shop.admin()
    product_id = make_product(admin)["id"]
    data = new_picture()
    ready(shop, admin, product_id, data)
    before = server.stored()
    again = admin.post(f"/products/{product_id}/upload-image", files={"file": ("a.png", data, "image/png")})
    assert again.status_code == 409
    assert server.stored() == before
    assert len(listed(admin, product_id)) == 1


def test_a_large_file_goes_in_parts_and_comes_back_whole(shop: Shop, storage: Storage) -> None:
    data = os.urandom(12_000_000)

    async def there_and_back() -> bytes:
        async with storage.writer("private/large.bin") as file:
            for start in range(0, len(data), 1_000_000):
                await file.write(data[start : start + 1_000_000])
        return b"".join([piece async for piece in storage.stream("private/large.bin")])

    assert shop.run(there_and_back()) == data
    assert shop.run(storage.range("private/large.bin", 5, 8)) == data[5:8]


def test_a_folder_is_listed_and_deleted_with_nothing_beside_it(shop: Shop, storage: Storage, server: Server) -> None:
    async def work() -> list[str]:
        for key in ("media/a/1.webp", "media/a/b/2.webp", "media/ab/3.webp"):
            await storage.put(key, b"x")
        found = [file.key async for batch in storage.list_files("media/a") for file in batch]
        await storage.delete_folder("media/a")
        await storage.delete("media/a/1.webp")
        return found

    assert sorted(shop.run(work())) == ["media/a/1.webp", "media/a/b/2.webp"]
    assert "shop/media/ab/3.webp" in server.stored()
    assert not [key for key in server.stored() if key.startswith("shop/media/a/")]
    with pytest.raises(FileNotFoundError):
        shop.run(storage.get("media/a/1.webp"))


def test_a_bucket_that_is_not_there_is_a_reason_to_come_back(shop: Shop, server: Server) -> None:
    url = server.storage_url.replace(f"//{BUCKET}?", "//nowhere?")
    elsewhere = open_storage(settings.read({"ROWLOCK_STORAGE_URL": url}))
    with pytest.raises((Unavailable, FileNotFoundError)):
        shop.run(elsewhere.put("media/a.webp", b"x"))
