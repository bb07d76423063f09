"""What a file says of itself without being decoded: its real format and size, and whether it comes to its end.

In Python, so that no byte of an upload reaches native code in a process that serves others.
"""

import zlib
from typing import Final

from rowlock.pictures.errors import DamagedPicture, PictureTooLarge, UnsupportedPicture
from rowlock.pictures.types import Header

MOST_PIXELS: Final = 50_000_000
LONGEST_SIDE: Final = 20_000

# More parts than any honest file has; a walk through them ends before it is felt.
_MOST_PARTS: Final = 50_000

_PNG: Final = b"\x89PNG\r\n\x1a\n"
# Frames of a JPEG with Huffman coding, sequential or progressive; the others (lossless, arithmetic) are not decoded.
_FRAMES: Final = (0xC0, 0xC1, 0xC2)
_OTHER_FRAMES: Final = (0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)
_WITHOUT_LENGTH: Final = (0x01, *range(0xD0, 0xD9))
_SCAN: Final = 0xDA
_END_OF_JPEG: Final = b"\xff\xd9"


def read_header(data: bytes) -> Header:
    """The format and size of a whole picture; refuses what is none, what would be too much to decode, and what is cut
    off. What goes wrong inside of it is found when it is decoded."""
    if data.startswith(b"\xff\xd8\xff"):
        header = _read_jpeg(data)
    elif data.startswith(_PNG):
        header = _read_png(data)
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        header = _read_webp(data)
    else:
        raise UnsupportedPicture
    return header


def _sized(header: Header) -> Header:
    if header.width == 0 or header.height == 0:
        raise DamagedPicture("The picture has no pixels")
    if header.width * header.height > MOST_PIXELS or max(header.width, header.height) > LONGEST_SIDE:
        raise PictureTooLarge(
            f"The picture has {header.width} × {header.height} pixels; at most {MOST_PIXELS // 1_000_000} million in "
            f"all and {LONGEST_SIDE} on a side are taken"
        )
    return header


def _read_png(data: bytes) -> Header:
    if data[12:16] != b"IHDR" or len(data) < 33:
        raise DamagedPicture
    header = _sized(Header("png", int.from_bytes(data[16:20]), int.from_bytes(data[20:24])))
    position, view = len(_PNG), memoryview(data)
    for _ in range(_MOST_PARTS):
        end = position + 12 + int.from_bytes(data[position : position + 4])
        if end > len(data) or zlib.crc32(view[position + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
            raise DamagedPicture
        if data[position + 4 : position + 8] == b"IEND":
            if end != len(data):
                raise DamagedPicture("There is something behind the end of the picture")
            return header
        position = end
    raise DamagedPicture("The picture is made of too many parts")


def _read_jpeg(data: bytes) -> Header:
    """What comes behind the end is let pass, as telephones put other pictures and films there; nobody is shown it."""
    header, position = None, 2
    for _ in range(_MOST_PARTS):
        if position + 4 > len(data) or data[position] != 0xFF:
            raise DamagedPicture
        marker = data[position + 1]
        if marker == 0xFF:  # padding
            position += 1
            continue
        if marker in _WITHOUT_LENGTH:
            position += 2
            continue
        if marker in _OTHER_FRAMES:
            raise UnsupportedPicture("JPEGs with lossless or arithmetic coding are not taken")
        if marker in _FRAMES and header is None:
            frame = data[position + 5 : position + 9]
            if len(frame) < 4:
                raise DamagedPicture
            header = _sized(Header("jpeg", int.from_bytes(frame[2:]), int.from_bytes(frame[:2])))
        if marker == _SCAN:
            if header is None or data.find(_END_OF_JPEG, position) < 0:
                raise DamagedPicture
            return header
        position += 2 + max(2, int.from_bytes(data[position + 2 : position + 4]))
    raise DamagedPicture("The picture is made of too many parts")


def _read_webp(data: bytes) -> Header:
    chunk, body = data[12:16], data[20:30]
    if len(body) < 10:
        raise DamagedPicture
    if chunk == b"VP8X":
        width, height = 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    elif chunk == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif chunk == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width = int.from_bytes(body[6:8], "little") & 0x3FFF
        height = int.from_bytes(body[8:10], "little") & 0x3FFF
    else:
        raise DamagedPicture
    header = _sized(Header("webp", width, height))
    size = 8 + int.from_bytes(data[4:8], "little")
    if len(data) < size:
        raise DamagedPicture
    if len(data) > size + 1:  # an odd size is filled up to an even one
        raise DamagedPicture("There is something behind the end of the picture")
    return header
