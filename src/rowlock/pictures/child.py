"""The process that decodes one picture and ends: the only place where an upload meets native code.

It is started with an empty environment, limits itself before it reads its input, knows three loaders, and talks through
its pipes alone. Whatever a decoder does, it is this process that it happens to.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any, Final

DAMAGED: Final = 2
"""The exit status where libvips refuses the picture."""

SIZES: Final = {"thumb": 160, "card": 480, "zoom": 1600}
"""The longest side of each rendition in pixels; a smaller picture is not enlarged."""

# A 50-megapixel PNG with interlacing and 16 bits a channel, the worst that is let in, takes 520 MB.
_MOST_MEMORY: Final = 1024 * 1024 * 1024
_MOST_CPU_SECONDS: Final = 40
_LOADERS: Final = ("VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp")


def main() -> None:
    """Reads a picture from stdin and writes its renditions to stdout, behind a line of JSON that describes them."""
    _limit()
    pyvips = _load_libvips()
    data = sys.stdin.buffer.read()
    try:
        described, files = _render(pyvips, data)
    except pyvips.Error as error:
        sys.stderr.write(str(error)[:2000])
        sys.exit(DAMAGED)
    described["peak_bytes"] = _peak_bytes()
    sys.stdout.buffer.write(json.dumps(described).encode() + b"\n" + b"".join(files))


def _limit() -> None:
    os.nice(10)
    for limit, most in (
        (resource.RLIMIT_AS, _MOST_MEMORY),
        (resource.RLIMIT_CPU, _MOST_CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def _load_libvips() -> Any:
    import pyvips

    pyvips.block_untrusted_set(True)
    pyvips.operation_block_set("VipsForeignLoad", True)
    for loader in _LOADERS:
        pyvips.operation_block_set(loader, False)
    pyvips.cache_set_max(0)
    return pyvips


def _render(pyvips: Any, data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    # Shrinks while it loads, so that a large JPEG is never held whole; turns it upright.
    shrunk = pyvips.Image.thumbnail_buffer(
        data,
        SIZES["zoom"],
        height=SIZES["zoom"],
        size="down",
        # For a CMYK picture without a profile of its own; RGB without one is left alone.
        input_profile="cmyk",
        output_profile="srgb",
        # Its own argument `fail_on` never reaches the loader (libvips/libvips#5195).
        option_string="[fail_on=error]",
    )
    image = shrunk.colourspace("srgb").cast("uchar").copy_memory()
    renditions, files = [], []
    for name, edge in SIZES.items():
        sized = image if edge == SIZES["zoom"] else image.thumbnail_image(edge, height=edge, size="down")
        has_alpha = sized.hasalpha()
        opaque = sized.flatten(background=[255, 255, 255]) if has_alpha else sized
        webp = sized.webpsave_buffer(Q=82, alpha_q=90, effort=4, keep="none")
        jpeg = opaque.jpegsave_buffer(Q=84, optimize_coding=True, interlace=True, keep="none")
        renditions.append(
            {"name": name, "width": sized.width, "height": sized.height, "webp": len(webp), "jpeg": len(jpeg)}
        )
        files += [webp, jpeg]
    return {"renditions": renditions}, files


def _peak_bytes() -> int:
    """The most memory that this process has had, where the system tells; `getrusage` would count what it was forked
    from as well."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    main()
