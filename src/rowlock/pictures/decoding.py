"""Starts the process that decodes a picture, and reads what it made."""

import asyncio
import sys
from typing import Final

import msgspec
import structlog

from rowlock.pictures.child import DAMAGED
from rowlock.pictures.errors import DamagedPicture

log: Final = structlog.get_logger("rowlock.pictures")

_LONGEST_SECONDS: Final = 60.0
# Renditions of noise, which compresses worst, take 3 MB.
_MOST_OUTPUT: Final = 16 * 1024 * 1024
# The decoder inherits no secret of the shop. In one thread libvips asks for no more memory than was counted.
_ENVIRONMENT: Final = {"VIPS_CONCURRENCY": "1", "VIPS_BLOCK_UNTRUSTED": "1", "LC_ALL": "C.UTF-8"}


class RenderedPicture(msgspec.Struct, frozen=True):
    """A picture in one size, encoded twice."""

    name: str
    width: int
    height: int
    webp: bytes
    jpeg: bytes


class Crashed(Exception):
    """The process ended otherwise than it should: killed for its time or memory, or by a mistake in a decoder."""


class _Described(msgspec.Struct):
    """How long each encoding is, in the order in which they follow."""

    name: str
    width: int
    height: int
    webp: int
    jpeg: int


class _Output(msgspec.Struct):
    peak_bytes: int
    renditions: list[_Described]


async def render(data: bytes) -> list[RenderedPicture]:
    """The renditions, upright, in sRGB and without metadata. DamagedPicture, or Crashed."""
    output, rest = await _run_child(data)
    log.info("picture.rendered", peak_bytes=output.peak_bytes)
    rendered, position = [], 0
    for one in output.renditions:
        middle, end = position + one.webp, position + one.webp + one.jpeg
        rendered.append(RenderedPicture(one.name, one.width, one.height, rest[position:middle], rest[middle:end]))
        position = end
    return rendered


async def _run_child(data: bytes) -> tuple[_Output, bytes]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        "rowlock.pictures.child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_ENVIRONMENT,
    )
    try:
        async with asyncio.timeout(_LONGEST_SECONDS):
            written, said, _ = await asyncio.gather(
                _read(process.stdout), _read(process.stderr), _write(process.stdin, data)
            )
            status = await process.wait()
    except TimeoutError:
        raise Crashed(f"it took longer than {_LONGEST_SECONDS:.0f} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if status == DAMAGED:
        raise DamagedPicture(" ".join(said.decode(errors="replace").split()))
    if status != 0:
        raise Crashed(f"it ended with {status}: {said.decode(errors='replace')[-500:]}")
    head, _, rest = written.partition(b"\n")
    return msgspec.json.decode(head, type=_Output), rest


async def _read(stream: asyncio.StreamReader | None) -> bytes:
    assert stream is not None
    pieces, size = [], 0
    while piece := await stream.read(65_536):
        size += len(piece)
        if size > _MOST_OUTPUT:
            raise Crashed("it wrote more than pictures take")
        pieces.append(piece)
    return b"".join(pieces)


async def _write(stream: asyncio.StreamWriter | None, data: bytes) -> None:
    assert stream is not None
    try:
        stream.write(data)
        await stream.drain()
        stream.close()
        await stream.wait_closed()
    except (BrokenPipeError, ConnectionResetError):
        return  # it ended before it had read everything; its status says why
