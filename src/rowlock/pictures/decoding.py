"""Starts the process that decodes a picture, a few at a time, and reads what it made."""

import asyncio
import sys
from typing import Final, Literal

import msgspec
import structlog

from rowlock.errors import Unavailable
from rowlock.pictures.child import DAMAGED
from rowlock.pictures.errors import DamagedPicture

log: Final = structlog.get_logger("rowlock.pictures")

# Decoding is work for a processor, of which there are few; and each may take some hundred megabytes.
_AT_ONCE: Final = 2
# Whoever would wait behind so many is better told to come back.
_MOST_WAITING: Final = 64
_LONGEST_SECONDS: Final = 60.0
# Renditions of noise, which compresses worst, take 3 MB.
_MOST_OUTPUT: Final = 16 * 1024 * 1024
# The decoder inherits no secret of the shop; libvips works in one thread, so that it asks for no more memory than counted.
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
    renditions: list[_Described] = []


class Decoder:
    """The decoding processes of one event loop."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    async def check(self, data: bytes) -> None:
        """Decodes a picture to its end. DamagedPicture where that fails, in whatever way."""
        try:
            await self._run("check", data)
        except Crashed as error:
            log.warning("picture.crashed", error=str(error))
            raise DamagedPicture("The picture cannot be decoded within the limits") from None

    async def render(self, data: bytes) -> list[RenderedPicture]:
        """The renditions, upright, in sRGB and without metadata. DamagedPicture, or Crashed."""
        output, rest = await self._run("render", data)
        rendered, position = [], 0
        for one in output.renditions:
            middle, end = position + one.webp, position + one.webp + one.jpeg
            rendered.append(RenderedPicture(one.name, one.width, one.height, rest[position:middle], rest[middle:end]))
            position = end
        return rendered

    async def _run(self, mode: Literal["check", "render"], data: bytes) -> tuple[_Output, bytes]:
        if self._waiting >= _MOST_WAITING:
            raise Unavailable("Too many pictures are being looked at")
        self._waiting += 1
        try:
            async with self._turns:
                output, rest = await _run_child(mode, data)
        finally:
            self._waiting -= 1
        log.info("picture.decoded", mode=mode, peak_bytes=output.peak_bytes)
        return output, rest


async def _run_child(mode: str, data: bytes) -> tuple[_Output, bytes]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        "rowlock.pictures.child",
        mode,
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
        log.info("picture.damaged", error=said.decode(errors="replace").strip())
        raise DamagedPicture
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
