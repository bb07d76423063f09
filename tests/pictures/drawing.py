"""Pictures for tests, good and bad ones, made with libvips or byte by byte."""

import struct
import zlib
from typing import Any

import pyvips

from tests.shop import unique


def noise(width: int, height: int, seed: int = 0) -> Any:
    """Three bands of coarse noise: it compresses like a photograph, and no two seeds are alike."""
    fine = [
        pyvips.Image.gaussnoise(width // 4 + 1, height // 4 + 1, sigma=30, mean=128, seed=seed + n) for n in (1, 2, 3)
    ]
    drawn = fine[0].bandjoin(fine[1:]).resize(4, kernel="linear").crop(0, 0, width, height)
    return drawn.cast("uchar").copy(interpretation="srgb").copy_memory()


def new_picture(width: int = 8, height: int = 8) -> bytes:
    """A PNG that no other test has."""
    return png(width, height, text(b"Comment", unique("picture").encode()))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def text(key: bytes, words: bytes) -> bytes:
    return chunk(b"tEXt", key + b"\0" + words)


def png(width: int, height: int, *chunks: bytes, bits: int = 8, colour: int = 2, rows: bytes | None = None) -> bytes:
    """A PNG with further chunks before its pixels, which are black unless given."""
    bands = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    if rows is None:
        rows = bytes((1 + (width * bits * bands + 7) // 8) * height)
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", head),
            *chunks,
            chunk(b"IDAT", zlib.compress(rows, 9)),
            chunk(b"IEND", b""),
        ]
    )


def with_segments(jpeg: bytes, *segments: tuple[int, bytes]) -> bytes:
    """A JPEG with further segments behind its start."""
    added = b"".join(bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data for marker, data in segments)
    return jpeg[:2] + added + jpeg[2:]


def exif(orientation: int, *, gps: bytes = b"GPS-52-31-12", thumbnail: bytes = b"") -> bytes:
    """An APP1 segment as a telephone writes it: which way up, a maker, a place, a small picture."""
    maker = b"SECRETMAKER\0"
    ifd = struct.pack("<H", 3)
    ifd_end = 8 + 2 + 3 * 12 + 4
    ifd += struct.pack("<HHII", 0x010F, 2, len(maker), ifd_end)
    ifd += struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    ifd += struct.pack("<HHII", 0x8825, 4, 1, ifd_end + len(maker))
    ifd += struct.pack("<I", 0)
    place = struct.pack("<H", 1) + struct.pack("<HHII", 0x001D, 2, len(gps), ifd_end + len(maker) + 18)
    place += struct.pack("<I", 0) + gps
    return b"Exif\0\0II*\0\x08\0\0\0" + ifd + maker + place + thumbnail
