"""The API's own description (OpenAPI 3.1): what routes declare, completed with the answers that they share."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import litestar
import msgspec
from litestar import Router
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig, ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import ParameterKwarg
from litestar.routes import HTTPRoute

from rowlock import errors
from rowlock.http.errors import MethodNotAllowed, PayloadTooLarge, TooManyRequests, UnsupportedMediaType
from rowlock.http.problems import MEDIA_TYPE, Problem
from rowlock.http.requests import JSON, contract_of, fields_of

SCHEMA_PATH: Final = "/openapi.json"
CARRIES_TOKEN: Final = {"carries_token": True}
"""`opt=CARRIES_TOKEN` on a route whose answers hold a token: they are never compressed."""

_REQUEST_ID: Final = "0198f0c2a6b77b1e8f5d3c2b1a098765"
_SCHEMA: Final = "#/components/schemas/"
_PAGE_NAME: Final = re.compile(rb"Page_(?:[a-z_]+\.)*(\w+)_(?=\W)")
_DESCRIPTION: Final = """\
Rowlock is a headless commerce backend: storefronts and admin tools talk JSON to it.

* Amounts are integers in the minor unit of the `currency` beside them: `1999` is 19.99 USD.
* Times are RFC 3339 in UTC, ids are UUIDs, names are `snake_case`. Unknown fields and query parameters are refused.
* Every error is a problem document (RFC 9457); program against its `code`.
* Any call may end with 408 `request_timeout` (headers not whole within 10 s, or body within 20 s and 1 s for each
  64 KiB), 414 `uri_too_long` (over 16 KiB) or 431 `headers_too_large` (over 64 KiB or 100 headers), and the connection
  with it.
* Lists take `limit` with `page` or `cursor`; `total` counts at most 10,000.
* Sign in with `POST /api/v1/auth/login` and send `Authorization: Bearer <access token>`; programs send an API key the
  same way. Browsers may sign in with `?session=cookie` and then send `X-CSRF-Token` with every change.
* `RateLimit` and `RateLimit-Policy` tell what is left; a 429 says with `Retry-After` when to come back.
"""

# What any route may answer, and what follows from the shape of a route.
_ANYWHERE: Final = (errors.InvalidRequest, TooManyRequests, errors.RowlockError, errors.Unavailable)
_WITH_BODY: Final = (PayloadTooLarge, UnsupportedMediaType)
_SHARED: Final = (
    *_ANYWHERE,
    *_WITH_BODY,
    errors.Unauthenticated,
    errors.Forbidden,
    errors.NotFound,
    errors.InvalidValue,
    MethodNotAllowed,
)


class _NoPages(Router):
    """Litestar would serve HTML pages of its own; ours are in docs.py."""

    def register(self, value: Any) -> Any:
        return []


def problems(*raised: type[errors.RowlockError], body: Any = None, status: int = 200) -> dict[int, ResponseSpec]:
    """Documents the errors that are a route's own: `responses=problems(NotFound, InsufficientStock)`.

    `body` documents what bytes hold that a handler hands over ready made, answered with `status`.
    """
    by_status: dict[int, list[type[errors.RowlockError]]] = {}
    for error in raised:
        by_status.setdefault(error.status, []).append(error)
    specs = {
        code: ResponseSpec(
            data_container=Problem,
            generate_examples=False,
            description="; ".join(f"{_title(error)} (`{error.code}`)" for error in group),
            media_type=MEDIA_TYPE,
            examples=[Example(summary=error.code, value=_example(error)) for error in group],
        )
        for code, group in by_status.items()
    }
    if body is not None:
        specs[status] = ResponseSpec(data_container=body, generate_examples=False, description="As asked")
    return specs


def config(version: str) -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Rowlock",
        version=version,
        description=_DESCRIPTION,
        use_handler_docstrings=True,
        operation_id_creator=lambda handler, *_: camel_case(handler.handler_name),
        openapi_router=_NoPages("/docs/internal", route_handlers=[]),
    )


def describe(app: litestar.Litestar) -> bytes:
    """The whole description as JSON."""
    schema: dict[str, Any] = app.openapi_schema.to_schema()
    components = schema.setdefault("components", {})
    # Litestar's form of a body forgets limits of 0 and that unknown fields are refused; msgspec knows its own best.
    _, own = msgspec.json.schema_components([Problem, *_bodies(app)], ref_template=_SCHEMA + "{name}")
    components.setdefault("schemas", {}).update(own)
    components["responses"] = {error.__name__: _shared(error) for error in _SHARED}
    components["securitySchemes"] = {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "The access token of `POST /api/v1/auth/login`, or an API key",
        }
    }
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, _model) in route.route_handler_map.items():
                operation = schema["paths"].get(route.path_format, {}).get(method.lower())
                if operation is not None:
                    _complete(operation, handler, has_path_id=bool(route.path_parameters))
    return _PAGE_NAME.sub(rb"PageOf\1", msgspec.json.encode(schema))


def camel_case(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def _bodies(app: litestar.Litestar) -> Iterator[Any]:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler, _ in route.route_handler_map.values():
                decoder = contract_of(handler).decoder
                if decoder is not None and handler.resolve_include_in_schema():
                    yield decoder.type


def _complete(operation: dict[str, Any], handler: HTTPRouteHandler, *, has_path_id: bool) -> None:
    contract = contract_of(handler)
    roles = [role for guard in handler.resolve_guards() for role in getattr(guard, "roles", ())]
    summary, _, rest = (operation.get("description") or "").partition("\n")
    if summary:
        operation["summary"] = summary.strip().removesuffix(".")
        operation["description"] = re.sub(r"\n[ \t]+", "\n", rest).strip()
    answers = operation["responses"]
    if "400" not in (str(status) for status in handler.responses or {}):
        answers.pop("400", None)  # Litestar's own form of it
    shared: list[type[errors.RowlockError]] = [*_ANYWHERE]
    if contract.media_type is not None:
        shared += _WITH_BODY
    if contract.media_type is not None or operation.get("parameters"):
        shared.append(errors.InvalidValue)
    if contract.needs_actor or roles:
        operation["security"] = [{"bearer": []}]
        shared.append(errors.Unauthenticated)
    elif contract.knows_visitor:
        operation["security"] = [{}, {"bearer": []}]
        shared.append(errors.Unauthenticated)
    if roles:
        shared.append(errors.Forbidden)
        operation["description"] = f"{operation.get('description', '')}\n\nFor {' and '.join(roles)} only.".strip()
    if has_path_id:
        shared.append(errors.NotFound)
    for error in shared:
        answers.setdefault(str(error.status), {"$ref": f"#/components/responses/{error.__name__}"})
    operation["responses"] = dict(sorted(answers.items()))
    from_zero = {
        field.kwarg_definition.name or name
        for name, field in fields_of(handler)
        if isinstance(field.kwarg_definition, ParameterKwarg) and field.kwarg_definition.ge == 0
    }
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in from_zero:
            parameter["schema"]["minimum"] = 0  # Litestar takes it for none
    if contract.media_type == JSON:
        operation["requestBody"].setdefault("required", True)


def _shared(error: type[errors.RowlockError]) -> Mapping[str, Any]:
    return {
        "description": _title(error),
        "content": {MEDIA_TYPE: {"schema": {"$ref": _SCHEMA + Problem.__name__}, "example": _example(error)}},
    }


def _example(error: type[errors.RowlockError]) -> dict[str, Any]:
    example: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": _title(error),
        "status": error.status,
        "detail": _title(error),
        "code": error.code,
        "request_id": _REQUEST_ID,
    }
    if error is errors.InvalidValue:
        example["errors"] = [{"path": "items[0].quantity", "message": "Expected int >= 1"}]
    return example


def _title(error: type[errors.RowlockError]) -> str:
    return (error.__doc__ or "").strip()
