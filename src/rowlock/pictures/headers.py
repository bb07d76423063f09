"""What a file says of itself in its first bytes: its real format and size, read without decoding anything.

In Python, so that no byte of an upload reaches native code in a process that serves others.
"""

from typing import Final, Literal

import msgspec

from rowlock.pictures.errors import DamagedPicture, PictureTooLarge, UnsupportedPicture

Format = Literal["jpeg", "png", "webp"]

MOST_PIXELS: Final = 50_000_000
LONGEST_SIDE: Final = 20_000

_PNG: Final = b"\x89PNG\r\n\x1a\n"
# Frames of a JPEG with Huffman coding, sequential or progressive; the others (lossless, arithmetic) are not decoded.
_FRAMES: Final = (0xC0, 0xC1, 0xC2)
_OTHER_FRAMES: Final = (0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)
_WITHOUT_LENGTH: Final = (0x01, *range(0xD0, 0xD9))


class Header(msgspec.Struct, frozen=True):
    """The size is as stored, before any rotation."""

    format: Format
    width: int
    height: int


def read_header(data: bytes) -> Header:
    """The format and size of a picture; refuses what is none, and what would be too much to decode."""
    if data.startswith(b"\xff\xd8\xff"):
        header = Header("jpeg", *_jpeg_size(data))
    elif data.startswith(_PNG):
        header = Header("png", *_png_size(data))
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        header = Header("webp", *_webp_size(data))
    else:
        raise UnsupportedPicture
    if header.width == 0 or header.height == 0:
        raise DamagedPicture("The picture has no pixels")
    if header.width * header.height > MOST_PIXELS or max(header.width, header.height) > LONGEST_SIDE:
        raise PictureTooLarge(
            f"The picture has {header.width} × {header.height} pixels; at most {MOST_PIXELS // 1_000_000} million in "
            f"all and {LONGEST_SIDE} on a side are taken"
        )
    return header


def _png_size(data: bytes) -> tuple[int, int]:
    if data[12:16] != b"IHDR" or len(data) < 33:
        raise DamagedPicture
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _jpeg_size(data: bytes) -> tuple[int, int]:
    position = 2
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            raise DamagedPicture
        marker = data[position + 1]
        if marker == 0xFF:  # padding
            position += 1
        elif marker in _WITHOUT_LENGTH:
            position += 2
        elif marker in _FRAMES:
            frame = data[position + 5 : position + 9]
            if len(frame) < 4:
                raise DamagedPicture
            return int.from_bytes(frame[2:]), int.from_bytes(frame[:2])
        elif marker in _OTHER_FRAMES:
            raise UnsupportedPicture("JPEGs with lossless or arithmetic coding are not taken")
        else:
            position += 2 + max(2, int.from_bytes(data[position + 2 : position + 4]))
    raise DamagedPicture


def _webp_size(data: bytes) -> tuple[int, int]:
    chunk, body = data[12:16], data[20:30]
    if len(body) < 10:
        raise DamagedPicture
    if chunk == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if chunk == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    raise DamagedPicture
