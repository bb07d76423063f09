"""What a public picture says of itself to browsers and caches."""

from typing import Final

# A picture's name changes with its content.
CACHE_CONTROL: Final = "public, max-age=31536000, immutable"

_MEDIA_TYPES: Final = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}


def media_type_of(name: str) -> str | None:
    """None for what is not a picture, which is not served: a file that came in as something else must not run in a
    browser."""
    return _MEDIA_TYPES.get(name.rpartition(".")[2])
