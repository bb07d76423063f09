"""The worker makes the sizes of a picture: upright, in sRGB, with nothing of the camera in them, in bounded memory."""

import io
import json
import math
import os
import struct
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import pyvips

from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart
from tests.pictures.drawing import chunk, exif, new_picture, noise, png, text, with_segments
from tests.pictures.picture_clients import ended, listed, pixel, published, ready, shown, upload, uploaded
from tests.shop import Shop
from tests.transfers.transfer_clients import kill_worker

RED, BLUE = [254, 0, 0], [0, 0, 254]


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


@pytest.fixture
def product_id(admin: httpx.Client) -> str:
    return str(make_product(admin)["id"])


def halves(width: int = 400, height: int = 200) -> Any:
    """Red on the left, blue on the right."""
    return plain(width // 2, height, RED).join(plain(width // 2, height, BLUE), "horizontal")


def plain(width: int, height: int, colour: list[int]) -> Any:
    black = pyvips.Image.black(width, height, bands=3)
    return black.linear(1, colour).cast("uchar").copy(interpretation="srgb")


def is_near(found: list[int], wanted: list[int], distance: float = 30) -> bool:
    return math.dist(found[:3], wanted) < distance


def peak_bytes(shop: Shop) -> int:
    """What the latest rendering took, by the worker's log."""
    found = [json.loads(line) for line in shop.log("worker").splitlines() if '"picture.rendered"' in line]
    peak: int = found[-1]["peak_bytes"]
    return peak


def resident_peak(shop: Shop, process: str) -> int:
    status = Path(f"/proc/{shop.processes[process].pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:"))


def test_the_product_shows_a_picture_when_its_sizes_are_there(shop: Shop, admin: httpx.Client, product_id: str) -> None:
    tag = shop.guest().get(f"/products/{product_id}").headers["etag"]
    image = ready(shop, admin, product_id, noise(2000, 1000, seed=11).jpegsave_buffer(Q=80), alt="A mug")
    (public,) = shown(shop, product_id)
    assert public == {
        "id": image["id"], "alt": "A mug", "position": 0, "variant_id": None, "source_url": None,
        "renditions": image["renditions"],
    }  # fmt: skip
    assert shop.guest().get(f"/products/{product_id}").headers["etag"] != tag
    sizes = {name: (found["width"], found["height"]) for name, found in public["renditions"].items()}
    assert sizes == {"thumb": (160, 80), "card": (480, 240), "zoom": (1600, 800)}
    for rendition in public["renditions"].values():
        for url, loader, media_type in (
            (rendition["url"], "webpload_buffer", "image/webp"),
            (rendition["jpeg_url"], "jpegload_buffer", "image/jpeg"),
        ):
            answer = httpx.get(shop.url + url)
            assert answer.headers["content-type"] == media_type
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            decoded = pyvips.Image.new_from_buffer(answer.content, "")
            assert decoded.get("vips-loader") == loader
            assert (decoded.width, decoded.height) == (rendition["width"], rendition["height"])
        assert rendition["format"] == "webp"


def test_a_small_picture_is_not_enlarged(shop: Shop, admin: httpx.Client, product_id: str) -> None:
    image = ready(shop, admin, product_id, noise(200, 100, seed=12).pngsave_buffer())
    sizes = {name: (found["width"], found["height"]) for name, found in image["renditions"].items()}
    assert sizes == {"thumb": (160, 80), "card": (200, 100), "zoom": (200, 100)}


def test_a_cart_shows_the_picture_of_the_variant(shop: Shop, admin: httpx.Client) -> None:
    variants = [{"options": {"size": size}, "price": 500, "stock": 10} for size in ("S", "M")]
    product = make_product(admin, variants=variants)
    ready(shop, admin, product["id"], new_picture())
    variant_id = product["variants"][1]["id"]
    image = ready(shop, admin, product["id"], halves().pngsave_buffer(), variant_id=variant_id)
    cart = fill_cart(shop.customer(), variant_id)
    assert cart["items"][0]["image_url"] == image["renditions"]["thumb"]["url"]


def _animated_webp() -> bytes:
    frames = [halves(), *(pyvips.Image.black(400, 200, bands=3).copy(interpretation="srgb") for _ in range(20))]
    strip = pyvips.Image.arrayjoin(frames, across=1).copy()
    strip.set_type(pyvips.GValue.gint_type, "page-height", 200)
    data: bytes = strip.webpsave_buffer(Q=90, lossless=True)
    return data


def _animated_png(frames: int) -> bytes:
    """Red and blue, then ten thousand frames of one pixel."""
    row = b"\0" + bytes(RED) * 100 + bytes(BLUE) * 100
    added, number = [chunk(b"acTL", struct.pack(">II", frames, 0))], 0
    dot = zlib.compress(b"\0\0\0\0")
    for _ in range(frames):
        added.append(chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, 1, 1, 0, 0, 1, 10, 0, 0)))
        added.append(chunk(b"fdAT", struct.pack(">I", number + 1) + dot))
        number += 2
    return png(200, 100, *added, rows=row * 100)


@pytest.mark.parametrize(
    "data", [_animated_webp(), _animated_png(10_000)], ids=["webp", "png"]
)  # fmt: skip
def test_t_up_02_of_an_animation_the_first_frame_is_taken(
    shop: Shop, admin: httpx.Client, product_id: str, data: bytes
) -> None:
    image = ready(shop, admin, product_id, data)
    for file in published(shop, image).values():
        assert is_near(pixel(file, 0.25, 0.5), RED)
        assert is_near(pixel(file, 0.75, 0.5), BLUE)
        assert pyvips.Image.new_from_buffer(file, "").get_n_pages() == 1


@pytest.mark.parametrize(
    "data",
    [
        png(64, 64, chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(500_000_000)))),
        png(64, 64, chunk(b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(bytes(500_000_000)))),
        png(64, 64, chunk(b"iCCP", b"profile\0\0" + zlib.compress(bytes(200_000_000)))),
        png(64, 64, chunk(b"eXIf", b"II*\0" + bytes(8_000_000))),
        with_segments(halves().jpegsave_buffer(), *[(0xE1, b"Exif\0\0" + bytes(65_000))] * 120),
        with_segments(
            halves().jpegsave_buffer(),
            *[(0xE2, b"ICC_PROFILE\0" + bytes((n, 150)) + os.urandom(60_000)) for n in range(1, 151)],
        ),
    ],
    ids=["zTXt", "iTXt", "iCCP", "eXIf", "8 MB of Exif", "9 MB of profile"],
)  # fmt: skip
def test_t_up_02_metadata_that_swells_costs_nothing(
    shop: Shop, admin: httpx.Client, product_id: str, data: bytes
) -> None:
    assert len(data) < 10_000_000
    answer = upload(admin, product_id, data)
    assert answer.status_code == 202, answer.text
    image = ended(shop, admin, product_id, answer.json()["id"])
    if image["status"] == "ready":
        assert peak_bytes(shop) < 400_000_000
        assert max(map(len, published(shop, image).values())) < 50_000
    else:
        assert image["error"] == "The picture cannot be decoded"


def _archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("MARKER.class", "MARKER")
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        halves().jpegsave_buffer() + _archive(),
        halves().jpegsave_buffer() + b"<script>MARKER</script>",
        with_segments(halves().jpegsave_buffer(), (0xFE, b"*/=MARKER;/*<script>alert(1)</script>")),
        png(64, 64, text(b"Comment", b"<?php MARKER ?>")),
        png(64, 64, chunk(b"maRk", b"<script>MARKER</script>")),
    ],
    ids=["jpeg and zip", "jpeg and html", "comment", "png text", "private chunk"],
)
def test_t_up_04_nothing_of_a_polyglot_is_published(
    shop: Shop, admin: httpx.Client, product_id: str, data: bytes
) -> None:
    assert b"MARKER" in data
    image = ready(shop, admin, product_id, data)
    for file in published(shop, image).values():
        assert b"MARKER" not in file
        assert b"<" + b"script" not in file


# Where the left half of the picture is to be seen, by the orientation that the camera noted.
LEFT, RIGHT, TOP, BOTTOM = (0.25, 0.5), (0.75, 0.5), (0.5, 0.25), (0.5, 0.75)
TURNS = {1: LEFT, 2: RIGHT, 3: RIGHT, 4: LEFT, 5: TOP, 6: TOP, 7: BOTTOM, 8: BOTTOM}


@pytest.mark.parametrize("orientation", TURNS)
def test_t_up_06_a_picture_stands_upright(shop: Shop, admin: httpx.Client, product_id: str, orientation: int) -> None:
    data = with_segments(halves().jpegsave_buffer(Q=95), (0xE1, exif(orientation)))
    image = ready(shop, admin, product_id, data)
    zoom = image["renditions"]["zoom"]
    assert (zoom["width"] > zoom["height"]) is (orientation < 5)
    for file in published(shop, image).values():
        assert is_near(pixel(file, *TURNS[orientation]), RED), orientation


SECRETS = (b"SECRETMAKER", b"GPS-52-31-12", b"SMALLPICTURE", b"XMPSECRET", b"IPTCSECRET", b"COMMENTSECRET", b"Exif")


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_t_up_06_nothing_that_the_camera_wrote_is_published(
    shop: Shop, admin: httpx.Client, product_id: str, kind: str
) -> None:
    camera = exif(1, thumbnail=b"\xff\xd8SMALLPICTURE\xff\xd9")
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>XMPSECRET</x:xmpmeta>"
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0fIPTCSECRET     "
    image = halves().icc_transform("p3", input_profile="srgb")
    assert len(image.get("icc-profile-data")) > 400
    image.set_type(pyvips.GValue.blob_type, "exif-data", camera)
    image.set_type(pyvips.GValue.blob_type, "xmp-data", xmp)
    if kind == "jpeg":
        data = with_segments(
            image.jpegsave_buffer(Q=95, keep="icc"),
            (0xE1, camera),
            (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp),
            (0xED, iptc),
            (0xFE, b"COMMENTSECRET"),
        )
        wanted = list(SECRETS)
    elif kind == "png":
        data = image.pngsave_buffer(keep="all")
        at = data.index(b"IDAT") - 4
        data = data[:at] + text(b"Comment", b"COMMENTSECRET") + chunk(b"eXIf", camera[6:]) + data[at:]
        wanted = [b"SECRETMAKER", b"GPS-52-31-12", b"SMALLPICTURE", b"COMMENTSECRET"]
    else:
        data = image.webpsave_buffer(lossless=True, keep="all")
        wanted = [b"XMPSECRET"]
    assert all(secret in data for secret in wanted)
    made = published(shop, ready(shop, admin, product_id, data))
    for file in made.values():
        assert [secret for secret in SECRETS if secret in file] == []
        decoded = pyvips.Image.new_from_buffer(file, "")
        blobs = {"icc-profile-data", "exif-data", "xmp-data", "iptc-data", "jpeg-thumbnail-data"}
        assert blobs & set(decoded.get_fields()) == set()
        assert not any(mark in file for mark in (b"ICC_PROFILE", b"EXIF", b"XMP ", b"ICCP", b"Photoshop", b"adobe"))
        # The profile was applied before it went: the colours are those that were meant.
        assert is_near(pixel(file, 0.25, 0.5), RED)


def _colours() -> dict[str, tuple[bytes, list[int]]]:
    """Pictures of one colour in every form that the formats know, and the colour that must come out."""
    grey = pyvips.Image.black(64, 64) + 128
    palette = chunk(b"PLTE", bytes((0, 0, 0, 200, 30, 30))) + chunk(b"tRNS", bytes((0, 255)))
    indexed = png(64, 64, palette, bits=8, colour=3, rows=(b"\0" + b"\1" * 64) * 64)
    clear = png(64, 64, palette, bits=8, colour=3, rows=bytes(65 * 64))
    red = plain(64, 64, [200, 30, 30])
    deep = red.linear(257, 0).cast("ushort").copy(interpretation="rgb16")
    return {
        "one pixel": (red.crop(0, 0, 1, 1).pngsave_buffer(), [200, 30, 30]),
        "a line": (red.resize(1 / 64, vscale=200).pngsave_buffer(), [200, 30, 30]),
        "16 bits": (deep.pngsave_buffer(), [200, 30, 30]),
        "16 bits, interlaced": (deep.pngsave_buffer(interlace=True), [200, 30, 30]),
        "16 bits of grey": (png(64, 64, bits=16, colour=0, rows=(b"\0" + b"\x80\x80" * 64) * 64), [128] * 3),
        "cmyk": (red.icc_transform("cmyk", input_profile="srgb").jpegsave_buffer(Q=95), [200, 30, 30]),
        "cmyk without a profile": (
            red.icc_transform("cmyk", input_profile="srgb").jpegsave_buffer(Q=95, keep="none"),
            [200, 30, 30],
        ),
        "palette": (indexed, [200, 30, 30]),
        "palette and nothing": (clear, [255, 255, 255]),
        "one bit": (png(64, 64, bits=1, colour=0, rows=(b"\0" + b"\xff" * 8) * 64), [255] * 3),
        "grey jpeg": (grey.cast("uchar").jpegsave_buffer(Q=95), [128] * 3),
        "grey and alpha": (png(64, 64, bits=8, colour=4, rows=(b"\0" + b"\x80\xff" * 64) * 64), [128] * 3),
        "webp": (red.webpsave_buffer(Q=95), [200, 30, 30]),
    }


@pytest.mark.parametrize("kind", _colours())
def test_t_up_07_every_form_of_picture_keeps_its_colour(
    shop: Shop, admin: httpx.Client, product_id: str, kind: str
) -> None:
    data, wanted = _colours()[kind]
    image = ready(shop, admin, product_id, data)
    for url, file in published(shop, image).items():
        found = pixel(file, 0.5, 0.5)
        if kind == "palette and nothing" and url.endswith(".webp"):
            assert found[3] == 0
        else:
            assert is_near(found, wanted, 40), (url, found)


@pytest.mark.parametrize("kind", ["huffman", "deflate", "webp"])
def test_t_up_07_a_picture_that_is_broken_inside_fails_and_says_so(
    shop: Shop, admin: httpx.Client, product_id: str, kind: str
) -> None:
    image = noise(300, 300, seed=13)
    if kind == "huffman":
        whole = bytearray(image.jpegsave_buffer())
        table = whole.index(b"\xff\xc4") + 5
        whole[table : table + 16] = b"\xff" * 16
        data = bytes(whole)
    elif kind == "deflate":
        data = png(64, 64, rows=b"\0" * 100)
    else:
        whole = bytearray(image.webpsave_buffer())
        whole[200:] = bytes(len(whole) - 200)
        data = bytes(whole)
    image_id = uploaded(admin, product_id, data)
    found = ended(shop, admin, product_id, image_id)
    assert (found["status"], found["error"], found["renditions"]) == ("failed", "The picture cannot be decoded", {})
    assert shown(shop, product_id) == []
    (row,) = shop.sql("SELECT status, attempts, last_error FROM outbox WHERE dedup_key = $1", f"picture:{image_id}")
    assert (row["status"], row["attempts"]) == ("dead", 1)
    assert image_id in row["last_error"]
    assert "damaged" in row["last_error"]
    # Nothing else waits for it, and it may be sent again, as it was or mended.
    ready(shop, admin, product_id, new_picture())
    assert upload(admin, product_id, data).status_code == 202


@pytest.mark.parametrize(("interlace", "most"), [(False, 120_000_000), (True, 400_000_000)])
def test_forty_megapixels_are_rendered_in_bounded_memory(
    shop: Shop, admin: httpx.Client, product_id: str, interlace: bool, most: int
) -> None:
    data = noise(7304, 5480, seed=14).jpegsave_buffer(Q=60, interlace=interlace)
    assert 3_000_000 < len(data) < 10_000_000
    before = resident_peak(shop, "worker"), resident_peak(shop, "api-0")
    image = ready(shop, admin, product_id, data)
    after = resident_peak(shop, "worker"), resident_peak(shop, "api-0")
    assert image["width"] * image["height"] > 40_000_000
    assert image["renditions"]["zoom"]["width"] == 1600
    assert peak_bytes(shop) < most
    # The processes that serve others hold the file a few times over, never the pixels, which are 120 MB.
    assert [late - early < 60_000_000 for early, late in zip(before, after, strict=True)] == [True, True]


def test_t_up_09_large_pictures_at_once_keep_nobody_waiting(shop: Shop, admin: httpx.Client, product_id: str) -> None:
    pictures = [noise(5000, 5000, seed=20 + n).jpegsave_buffer(Q=40) for n in range(6)]

    def slowest(calls: int) -> float:
        took = []
        for _ in range(calls):
            started = time.monotonic()
            assert shop.guest().get("/products", params={"limit": 1}).status_code == 200
            took.append(time.monotonic() - started)
        return sorted(took)[int(len(took) * 0.9)]

    slowest(10)
    with ThreadPoolExecutor(len(pictures)) as threads:
        sent = [threads.submit(uploaded, admin, product_id, data) for data in pictures]
        during = slowest(40)
        ids = [one.result() for one in sent]
    assert during < 1.0
    assert [ended(shop, admin, product_id, one)["status"] for one in ids] == ["ready"] * len(ids)


def test_a_rendering_whose_worker_dies_is_begun_again(shop: Shop, admin: httpx.Client, product_id: str) -> None:
    kill_worker(shop)
    image_id = uploaded(admin, product_id, new_picture())
    assert [one["status"] for one in listed(admin, product_id)] == ["processing"]
    # As if the worker had been killed while it rendered: the row was handed out, and nobody reports.
    shop.execute(
        "UPDATE outbox SET status = 'claimed', attempts = 1, claimed_until = now() WHERE dedup_key = $1",
        f"picture:{image_id}",
    )
    shop.start_process("worker")
    assert ended(shop, admin, product_id, image_id)["status"] == "ready"


def test_t_up_14_the_same_job_twice_changes_nothing(shop: Shop, admin: httpx.Client, product_id: str) -> None:
    image = ready(shop, admin, product_id, halves().pngsave_buffer())
    shop.drain()
    files = published(shop, image)
    shop.execute("UPDATE outbox SET status = 'pending', attempts = 0 WHERE dedup_key = $1", f"picture:{image['id']}")
    shop.drain()
    assert [one["renditions"] for one in listed(admin, product_id)] == [image["renditions"]]
    assert published(shop, image) == files
