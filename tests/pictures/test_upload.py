"""Pictures are taken in, or refused before anything is decoded."""

import hashlib
import io
import resource
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.pictures.drawing import chunk, new_picture, noise, png, with_segments
from tests.pictures.picture_clients import ended, files_of, listed, ready, upload, uploaded
from tests.shop import Shop


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


@pytest.fixture(scope="module")
def product_id(admin: httpx.Client) -> str:
    return str(make_product(admin)["id"])


def jpeg(width: int = 40, height: int = 30, seed: int = 1) -> bytes:
    data: bytes = noise(width, height, seed).jpegsave_buffer(Q=80)
    return data


def resident_bytes(shop: Shop) -> int:
    status = Path(f"/proc/{shop.processes['api-0'].pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS:"))


def stored_files(shop: Shop) -> set[Path]:
    return {path for path in (shop.data / "media").rglob("*") if path.is_file()}


def test_an_upload_is_named_by_its_content_and_described_to_its_editors(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin)
    data = jpeg(600, 500, seed=2)
    variant_id = product["variants"][0]["id"]
    image_id = uploaded(admin, product["id"], data, alt=" A green mug ", variant_id=variant_id)
    found = ended(shop, admin, product["id"], image_id)
    assert {name: found[name] for name in ("status", "error", "alt", "position", "variant_id", "format")} == {
        "status": "ready", "error": None, "alt": "A green mug", "position": 0, "variant_id": variant_id,
        "format": "jpeg",
    }  # fmt: skip
    assert (found["width"], found["height"], found["bytes"]) == (600, 500, len(data))
    names = {path.name for path in files_of(shop, image_id)}
    assert f"{hashlib.sha256(data).hexdigest()}.jpg" in names
    assert len(names) == 7


def test_an_upload_counts_as_a_change_of_the_product_and_is_in_the_audit_log(shop: Shop, admin: httpx.Client) -> None:
    product_id = make_product(admin)["id"]
    seen = admin.get(f"/products/{product_id}").headers["etag"]
    file = {"file": ("a.png", new_picture(), "image/png")}
    path = f"/products/{product_id}/upload-image"
    assert admin.post(path, files=file, headers={"If-Match": '"other"'}).status_code == 412
    first = admin.post(path, files=file, headers={"If-Match": seen})
    assert first.status_code == 202
    stale = admin.post(path, files={"file": ("b.png", new_picture(), "image/png")}, headers={"If-Match": seen})
    assert stale.status_code == 412
    assert admin.get(f"/products/{product_id}").headers["etag"] != seen
    entries = admin.get("/admin/audit-log", params={"limit": 5}).json()["items"]
    assert ("picture.create", first.json()["id"]) in [(entry["action"], entry["object_id"]) for entry in entries]
    assert len(listed(admin, product_id)) == 1


@pytest.mark.parametrize(
    ("data", "limit"),
    [
        (png(12_000, 12_000, bits=1, colour=0), 200_000),
        (png(20_000, 20_000, bits=1, colour=0), 200_000),
        (png(20_001, 1, bits=1, colour=0), 5_000),
        (b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + b"\xff\x3f\0" * 2, 100),
        (b"\xff\xd8\xff\xc0\0\x11\x08" + struct.pack(">HH", 65_000, 65_000) + bytes(12), 100),
        # One dimension to fool an addition, one to fool a signed number.
        (png(2**31 - 1, 1, rows=b""), 100),
        (png(2**32 - 1, 2**32 - 1, rows=b""), 100),
    ],
    ids=["144 MP", "400 MP", "long", "webp", "jpeg", "huge", "all ones"],
)  # fmt: skip
def test_t_up_01_a_bomb_is_refused_by_its_header(
    shop: Shop, admin: httpx.Client, product_id: str, data: bytes, limit: int
) -> None:
    assert len(data) < limit
    before = resident_bytes(shop)
    answer = upload(admin, product_id, data)
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "picture_too_large"
    assert resident_bytes(shop) - before < 50_000_000


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x.png", "x")
    return file.getvalue()


NO_PICTURES = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "xml": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "php": b"<?php system($_GET['c']); ?>",
    "zip": _zip(),
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "mvg": b"push graphic-context\nviewbox 0 0 640 480\nfill 'url(https://example.com/\"|id)'\npop graphic-context",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "psd": b"8BPS\0\1" + bytes(40),
    "fits": b"SIMPLE  =                    T" + bytes(2850),
    "bdf": b"STARTFONT 2.1\n",
    "gif": b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;",
    "tiff": b"II*\0\x08\0\0\0" + bytes(40),
    "bmp": b"BM" + bytes(60),
    "avif": b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(40),
    "wave": b"RIFF\x24\0\0\0WAVEfmt " + bytes(40),
    "html before a picture": b"<html><!--" + png(8, 8),
    "a space before a picture": b" " + png(8, 8),
}


@pytest.mark.parametrize("kind", NO_PICTURES)
def test_t_up_03_what_is_no_picture_by_its_content_is_refused(admin: httpx.Client, product_id: str, kind: str) -> None:
    answer = upload(admin, product_id, NO_PICTURES[kind], name="mug.png")
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_picture")


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"<?php ?>", _zip(), b"\0\0"])
def test_t_up_04_what_stands_behind_a_png_or_a_webp_is_refused(
    admin: httpx.Client, product_id: str, tail: bytes
) -> None:
    for data in (png(8, 8) + tail, noise(8, 8).webpsave_buffer() + tail):
        answer = upload(admin, product_id, data)
        assert (answer.status_code, answer.json()["code"]) == (422, "picture_damaged")


NAMES = [
    "../../etc/passwd", "a%00.png", "..\\..\\x", "/abs", "CON", "x" * 300, "\u202egnp.exe", ".htaccess", "a;b.png",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_t_up_05_a_file_name_leads_nowhere(shop: Shop, admin: httpx.Client, name: str) -> None:
    product_id = make_product(admin)["id"]
    image = ready(shop, admin, product_id, new_picture(), name=name)
    paths = files_of(shop, image["id"])
    folder = shop.data / "media"
    assert {path.parent for path in paths} == {
        folder / "media" / "pictures" / image["id"],
        folder / "private" / "pictures" / image["id"],
    }
    assert all(path.stem.isalnum() and path.suffix in (".png", ".webp", ".jpg") for path in paths)
    assert name not in str(image)


def test_t_up_05_a_file_without_a_name_is_no_file(admin: httpx.Client, product_id: str) -> None:
    answer = upload(admin, product_id, new_picture(), name="")
    assert answer.status_code in (400, 422), answer.text


def _cut(data: bytes) -> list[bytes]:
    return [data[: len(data) * share // 100] for share in (1, 10, 50, 90)] + [data[:-2]]


@pytest.mark.parametrize("kind", ["jpeg", "progressive", "png", "webp", "lossless"])
def test_t_up_07_what_is_cut_off_is_refused(admin: httpx.Client, product_id: str, kind: str) -> None:
    image = noise(200, 150, seed=3)
    data = {
        "jpeg": lambda: image.jpegsave_buffer(),
        "progressive": lambda: image.jpegsave_buffer(interlace=True),
        "png": lambda: image.pngsave_buffer(),
        "webp": lambda: image.webpsave_buffer(),
        "lossless": lambda: image.webpsave_buffer(lossless=True),
    }[kind]()
    for cut in _cut(data):
        answer = upload(admin, product_id, cut)
        assert (answer.status_code, answer.json()["code"]) == (422, "picture_damaged"), len(cut)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 422),
        (b"\xff", 415),
        (b"\xff\xd8\xff", 422),
        (b"\xff\xd8\xff\xe0\0\0" * 10, 422),
        (b"\xff\xd8" + b"\xff" * 1_000_000, 422),
        (b"\xff\xd8" + b"\xff\xe1\0\2" * 200_000, 422),
        (b"\xff\xd8\xff\xc9\0\x11\x08\0\x10\0\x10" + bytes(20), 415),
        (b"\x89PNG\r\n\x1a\n", 422),
        (png(0, 8), 422),
        (png(8, 0), 422),
        (png(8, 8, *[chunk(b"tEXt", b"a\0")] * 100_000), 422),
        (png(8, 8).replace(b"IDAT", b"IDAT", 1)[:-20] + b"x" + png(8, 8)[-19:], 422),
        (b"RIFF\x1a\0\0\0WEBP", 422),
        (b"RIFF\x1a\0\0\0WEBPVP8Q" + bytes(20), 422),
    ],
    ids=[
        "nothing", "a byte", "a mark", "no lengths", "padding", "empty segments", "arithmetic", "a signature",
        "no width", "no height", "too many parts", "a wrong sum", "webp without a picture", "webp of no kind",
    ],
)  # fmt: skip
def test_t_up_07_what_is_malformed_is_refused(admin: httpx.Client, product_id: str, data: bytes, status: int) -> None:
    answer = upload(admin, product_id, data)
    assert answer.status_code == status, answer.text
    assert answer.elapsed.total_seconds() < 5


@pytest.fixture(scope="module")
def small_shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener(ROWLOCK_MAX_UPLOAD_BYTES="200000") as opened:
        yield opened


def test_t_up_08_an_upload_may_have_the_limit_and_no_byte_more(small_shop: Shop) -> None:
    admin = small_shop.admin()
    product_id = make_product(admin)["id"]
    path, boundary = f"/products/{product_id}/upload-image", "limit"
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}

    def body(size: int) -> bytes:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'.encode()
        tail = f"\r\n--{boundary}--\r\n".encode()
        picture = with_segments(jpeg(), *[(0xFE, b"x" * 60_000)] * 3)
        return head + picture + b"\0" * (size - len(head) - len(picture) - len(tail)) + tail

    # What stands behind the end of a JPEG fills it up.
    assert admin.post(path, content=body(200_001), headers=headers).status_code == 413
    chunked = admin.post(path, content=iter([body(200_001)]), headers=headers)
    assert chunked.status_code == 413
    whole = admin.post(path, content=body(200_000), headers=headers)
    assert whole.status_code == 202, whole.text
    ended(small_shop, admin, product_id, whole.json()["id"])


@pytest.fixture(scope="module")
def narrow_shop(opener: ShopOpener) -> Iterator[Shop]:
    """Its log is short, so that a limit on the size of files lets it through."""
    with opener() as opened:
        yield opened


@pytest.mark.parametrize("side", [400, 900], ids=["in memory", "on disk while it arrives"])
def test_t_up_10_a_full_disk_takes_no_picture_and_leaves_nothing(narrow_shop: Shop, side: int) -> None:
    shop, admin = narrow_shop, narrow_shop.admin()
    product_id = make_product(admin)["id"]
    data = noise(side, side, seed=side).pngsave_buffer(compression=0)
    most = len(shop.log("api-0").encode()) + 50_000
    assert most < len(data)
    before = stored_files(shop)
    pid = shop.processes["api-0"].pid
    unlimited = resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    try:
        answer = upload(admin, product_id, data)
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    assert listed(admin, product_id) == []
    assert stored_files(shop) == before
    ready(shop, admin, product_id, data)


def test_t_up_13_the_same_picture_stands_on_a_product_once(shop: Shop, admin: httpx.Client) -> None:
    product_id, other_id = make_product(admin)["id"], make_product(admin)["id"]
    data = new_picture()
    image = ready(shop, admin, product_id, data)
    before = stored_files(shop)
    again = upload(admin, product_id, data)
    assert (again.status_code, again.json()["code"]) == (409, "duplicate_picture")
    assert stored_files(shop) == before
    ready(shop, admin, other_id, data)
    assert admin.delete(f"/products/{product_id}/images/{image['id']}").status_code == 204
    ready(shop, admin, product_id, data)


def test_t_up_13_a_product_has_so_many_pictures_at_most(shop: Shop, admin: httpx.Client) -> None:
    product_id = make_product(admin)["id"]
    shop.execute(
        "INSERT INTO images (product_id, position, source_url, status)"
        " SELECT $1, n, 'https://pictures.example/' || n, 'external' FROM generate_series(0, 98) AS n",
        product_id,
    )
    uploaded(admin, product_id, new_picture())
    full = upload(admin, product_id, new_picture())
    assert (full.status_code, full.json()["code"]) == (409, "too_many_pictures")
    assert len(listed(admin, product_id)) == 100


def test_a_picture_is_of_a_variant_of_its_own_product(shop: Shop, admin: httpx.Client) -> None:
    product, other = make_product(admin), make_product(admin)
    before = stored_files(shop)
    for variant_id in (other["variants"][0]["id"], product["id"]):
        answer = upload(admin, product["id"], new_picture(), variant_id=variant_id)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["path"] == "variant_id"
    assert stored_files(shop) == before


def test_the_form_is_read_strictly(admin: httpx.Client, product_id: str) -> None:
    file = ("a.png", new_picture(), "image/png")
    path = f"/products/{product_id}/upload-image"
    assert admin.post(path, files={"file": file}, data={"alt": "x" * 501}).status_code == 422
    assert admin.post(path, files={"file": file}, data={"variant_id": "1"}).status_code == 422
    assert admin.post(path, files={"file": file}, data={"title": "x"}).status_code == 422
    assert admin.post(path, files={"picture": file}).status_code == 422
    assert admin.post(path, data={"file": "text"}, files={"x": b""}).status_code in (400, 422)
    assert admin.post(path, json={"file": "x"}).status_code == 415


def test_a_picture_of_somebody_elses_product_is_not_even_looked_at(shop: Shop) -> None:
    vendor, other = shop.vendor(), shop.vendor()
    product_id = make_product(vendor)["id"]
    assert upload(other, product_id, b"no picture").status_code == 404
    assert upload(vendor, product_id, b"no picture").status_code == 415
    assert other.get(f"/products/{product_id}/images").status_code == 404
