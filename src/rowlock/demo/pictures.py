"""Pictures of the demo goods, drawn: a shape in its colour on a soft ground, rendered in every size and format."""

import hashlib
import tomllib
from functools import cache
from importlib import resources
from typing import Final

import msgspec
import pyvips

# Edge of each square rendition in pixels.
RENDITIONS: Final = {"thumb": 160, "card": 480, "zoom": 1200}

_COLOURS: Final = {
    "Charcoal": "#4a4d52",
    "Cream": "#e9dfc7",
    "Moss": "#7c8a5a",
    "Mustard": "#d6a53a",
    "Navy": "#34486b",
    "Red": "#b9473f",
    "Rose": "#d59a94",
    "Rust": "#b3683f",
    "Sage": "#9db29a",
    "Sand": "#cdb48a",
    "Sea": "#5f93a3",
    "White": "#f4f1ea",
}
# For goods that come in one colour: wood, brass, clay, slate.
_NATURAL: Final = ("#a9764a", "#c39a4f", "#b9704d", "#6d7a86", "#8a6a52")
_GROUNDS: Final = ("#e6d9c6", "#d3ded6", "#d9d4e6", "#ecd7cc", "#cddde4", "#e2dec2")

_PAGE: Final = """<svg xmlns="http://www.w3.org/2000/svg" width="{edge}" height="{edge}" viewBox="0 0 100 100">
<rect width="100" height="100" fill="{ground}"/><circle cx="50" cy="48" r="42" fill="#fff" opacity=".35"/>
<ellipse cx="50" cy="84" rx="30" ry="4" fill="#000" opacity=".10"/>{shape}</svg>"""


class Picture(msgspec.Struct, frozen=True):
    """One file: its name is the hash of its content."""

    rendition: str
    edge: int
    format: str
    name: str
    data: bytes


def draw(shape: str, colour: str | None, slug: str) -> list[Picture]:
    """All renditions of a product's picture. The same product is always drawn the same way."""
    chance = hashlib.sha256(slug.encode()).digest()
    main = _COLOURS[colour] if colour is not None else _NATURAL[chance[0] % len(_NATURAL)]
    # The shapes hold style attributes with braces of their own nowhere, so that plain replacement serves.
    drawing = _shapes()[shape].replace("{m}", main)
    drawing = drawing.replace("{d}", _mixed(main, "#20242b", 0.35)).replace("{l}", _mixed(main, "#ffffff", 0.45))
    largest = RENDITIONS["zoom"]
    page = _PAGE.format(edge=largest, ground=_GROUNDS[chance[1] % len(_GROUNDS)], shape=drawing)
    drawn = pyvips.Image.svgload_buffer(page.encode()).flatten(background=[255, 255, 255]).copy_memory()
    pictures = []
    for rendition, edge in RENDITIONS.items():
        image = drawn if edge == largest else drawn.thumbnail_image(edge)
        files = {
            # The least effort costs a few per cent in size and saves most of the time that the first start waits.
            "webp": image.webpsave_buffer(Q=82, effort=0, keep="none"),
            "jpeg": image.jpegsave_buffer(Q=84, keep="none"),
        }
        for kind, data in files.items():
            name = f"{hashlib.sha256(data).hexdigest()[:32]}.{'jpg' if kind == 'jpeg' else kind}"
            pictures.append(Picture(rendition, edge, kind, name, data))
    return pictures


@cache
def _shapes() -> dict[str, str]:
    return tomllib.loads(resources.files("rowlock.demo").joinpath("shapes.toml").read_text())


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(a + (b - a) * share) for a, b in pairs).hex()
