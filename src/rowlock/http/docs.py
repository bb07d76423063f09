"""The documentation's pages, /docs and /redoc, out of an installed package: they need no internet.

The package is `drf-spectacular-sidecar`, of which only the files are used: its Python would ask for Django.
"""

import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from litestar import Response, Router, get
from litestar.params import FromPath

from rowlock.errors import NotFound
from rowlock.http import compression, etags, openapi
from rowlock.http.headers import all_of
from rowlock.http.requests import Request

_PACKAGE: Final = "drf_spectacular_sidecar"
_ASSETS: Final = {
    "swagger-ui.css": ("swagger-ui-dist/swagger-ui.css", "text/css"),
    "swagger-ui-bundle.js": ("swagger-ui-dist/swagger-ui-bundle.js", "text/javascript"),
    "favicon.png": ("swagger-ui-dist/favicon-32x32.png", "image/png"),
    "redoc.standalone.js": ("redoc/bundles/redoc.standalone.js", "text/javascript"),
}
_START_SWAGGER: Final = b"""\
window.ui = SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#docs", deepLinking: true, persistAuthorization: true, filter: true,
  docExpansion: "none", validatorUrl: null
});
"""
_START_REDOC: Final = b"""\
Redoc.init("/openapi.json", {hideDownloadButton: false, nativeScrollbars: true}, document.getElementById("docs"));
"""
_PAGE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rowlock API</title>
<link rel="icon" href="/docs/assets/favicon.png">
{head}</head>
<body>
<div id="docs"></div>
<script src="/docs/assets/{library}"></script>
<script src="/docs/assets/{start}"></script>
</body>
</html>
"""
_SWAGGER_PAGE: Final = _PAGE.format(
    head='<link rel="stylesheet" href="/docs/assets/swagger-ui.css">\n',
    library="swagger-ui-bundle.js",
    start="start-swagger.js",
)
_REDOC_PAGE: Final = _PAGE.format(head="", library="redoc.standalone.js", start="start-redoc.js")
# Both write style elements, and ReDoc searches in a worker made of a blob.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_SHORT: Final = "public, max-age=60"
_LONG: Final = "public, max-age=604800"


@get(openapi.SCHEMA_PATH, sync_to_thread=True)
def get_schema(request: Request) -> Response[bytes]:
    state = request.app.state
    if "openapi" not in state:
        state["openapi"] = openapi.describe(request.app)
    return etags.answer(request, state["openapi"], cache_control="public, no-cache")


@get("/docs", sync_to_thread=False)
def get_swagger() -> Response[str]:
    return _page(_SWAGGER_PAGE)


@get("/redoc", sync_to_thread=False)
def get_redoc() -> Response[str]:
    return _page(_REDOC_PAGE)


@get("/docs/assets/{name:str}", sync_to_thread=True)
def get_asset(request: Request, name: FromPath[str]) -> Response[bytes]:
    encoding = compression.chosen(all_of(request.scope, b"accept-encoding"))
    body, media_type, is_compressed = _asset(name, encoding)
    headers = {"Cache-Control": _LONG, "Vary": "accept-encoding"}
    if is_compressed and encoding is not None:
        headers["Content-Encoding"] = encoding.decode()
    return Response(body, media_type=media_type, headers=headers)


def _page(text: str) -> Response[str]:
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": _SHORT}
    return Response(text, media_type="text/html", headers=headers)


@lru_cache(maxsize=16)
def _asset(name: str, encoding: bytes | None) -> tuple[bytes, str, bool]:
    if name == "start-swagger.js":
        return _START_SWAGGER, "text/javascript", False
    if name == "start-redoc.js":
        return _START_REDOC, "text/javascript", False
    if name not in _ASSETS:
        raise NotFound
    path, media_type = _ASSETS[name]
    body = (_folder() / path).read_bytes()
    if encoding is None or not media_type.startswith("text/"):
        return body, media_type, False
    return compression.compressed(body, encoding), media_type, True


def _folder() -> Path:
    spec: Any = importlib.util.find_spec(_PACKAGE)
    return Path(spec.submodule_search_locations[0]) / "static" / _PACKAGE


PAGES: Final = Router("/", route_handlers=[get_schema, get_swagger, get_redoc, get_asset], include_in_schema=False)
