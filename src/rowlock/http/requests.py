"""The request as routes see it: checked against what its route declares, by construction.

Litestar decodes JSON leniently, whatever its content type says, and lets unknown query parameters pass. Here each route
has a `Contract`, read off its signature when the app is built; a feature need not remember any of this.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, get_args

import litestar
import msgspec
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import BodyKwarg
from litestar.routes import HTTPRoute
from litestar.typing import FieldDefinition

from rowlock.errors import InvalidRequest, InvalidValue
from rowlock.http import auth, json_body
from rowlock.http.client_address import address_of
from rowlock.http.errors import UnsupportedMediaType
from rowlock.http.gate import Gate
from rowlock.http.headers import all_of

JSON: Final = "application/json"

_OPT: Final = "contract"
QUERY_PREFIX: Final = "query_prefix"
"""`opt={QUERY_PREFIX: "option."}` lets a route read parameters whose names begin so and are not known beforehand. Each
may stand more than once."""
_INTEGER: Final = re.compile(r"-?[0-9]{1,18}")
_JSON_TYPES: Final = (
    b"application/json",
    b"application/json;charset=utf-8",
    b'application/json;charset="utf-8"',
    b"application/merge-patch+json",
)


class Contract(msgspec.Struct, frozen=True):
    """What a route accepts and needs, read off its signature."""

    query: frozenset[str]
    integers: frozenset[str]
    repeatable: frozenset[str]
    media_type: str | None
    decoder: Any
    needs_actor: bool
    knows_visitor: bool
    is_guarded: bool
    area: str | None
    query_prefix: str | None


class Request(litestar.Request[Any, Any, State]):
    """Litestar's request with a strict `json()`."""

    __slots__ = ()

    async def json(self) -> Any:
        body = await self.body()
        _refuse_other_than_json(self)
        return json_body.decode(body, contract_of(self.scope["route_handler"]).decoder)


def contract_of(handler: Any) -> Contract:
    contract: Contract = handler.opt[_OPT]
    return contract


def write_contracts(app: litestar.Litestar) -> None:
    """Reads off every route's contract; once, when the app is built.

    Also has what a handler depends on provided one after the other. Litestar starts a task group for what could be
    provided at the same time, which costs a fifth of a read; nothing of ours waits for long.
    """
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler, model in route.route_handler_map.values():
                aliases = {p.field_name: p.field_alias for p in model.expected_query_params}
                handler.opt[_OPT] = _contract(handler, aliases, frozenset(model.sequence_query_parameter_names))
                model.dependency_batches = [
                    {one} for batch in model.dependency_batches for one in sorted(batch, key=lambda one: one.key)
                ]


def _contract(handler: HTTPRouteHandler, query: dict[str, str], repeatable: frozenset[str]) -> Contract:
    fields = dict(fields_of(handler))
    data = handler.parsed_fn_signature.parameters.get("data")
    media_type = None
    if data is not None:
        marked = data.kwarg_definition
        # An enum where Litestar says it, a string where a route does.
        media_type = (
            str(getattr(marked.media_type, "value", marked.media_type)) if isinstance(marked, BodyKwarg) else JSON
        )
    return Contract(
        query=frozenset(query.values()),
        integers=frozenset(alias for name, alias in query.items() if _is_integer(fields[name].annotation)),
        repeatable=repeatable,
        media_type=media_type,
        decoder=msgspec.json.Decoder(data.annotation) if data is not None and media_type == JSON else None,
        needs_actor="actor" in fields,
        knows_visitor="visitor" in fields,
        is_guarded=any(hasattr(guard, "roles") for guard in handler.resolve_guards()),
        area=handler.opt.get(auth.AREA),
        query_prefix=handler.opt.get(QUERY_PREFIX),
    )


def fields_of(handler: HTTPRouteHandler) -> Iterator[tuple[str, FieldDefinition]]:
    """The parameters of a handler and of all that it depends on."""
    return _fields(handler.parsed_fn_signature.parameters, handler.resolve_dependencies())


def _fields(
    parameters: dict[str, FieldDefinition], dependencies: dict[str, Provide]
) -> Iterator[tuple[str, FieldDefinition]]:
    for name, field in parameters.items():
        yield name, field
        if name in dependencies:
            yield from _fields(dependencies[name].parsed_fn_signature.parameters, dependencies)


def _is_integer(annotation: Any) -> bool:
    return annotation is int or any(_is_integer(part) for part in get_args(annotation))


async def check(request: litestar.Request[Any, Any, Any]) -> None:
    """Runs before every handler, after its guards and before the body is read: first who, then what."""
    contract = contract_of(request.scope["route_handler"])
    if contract.needs_actor:
        if contract.is_guarded:
            await auth.require(request)
        else:
            await auth.require_person(request, contract.area)
    elif contract.knows_visitor:
        await auth.identify_visitor(request, contract.area)
    gate: Gate | None = request.app.state.get("gate")
    if gate is not None:
        await gate.admit_to_route(request.scope, request.scope["route_handler"].opt, address_of(request) or "")
    if request.scope["query_string"]:
        _check_query(request, contract)
    if contract.media_type is not None and contract.media_type != JSON:
        sent = request.content_type[0]
        if sent != contract.media_type:
            raise UnsupportedMediaType(f"Send the body as {contract.media_type}")
        if not request.content_type[1].get("boundary"):
            raise InvalidRequest("The content type names no boundary")


def _check_query(request: litestar.Request[Any, Any, Any], contract: Contract) -> None:
    seen = set()
    for name, value in request.query_params.multi_items():
        is_free = bool(contract.query_prefix) and name.startswith(contract.query_prefix or "")
        if name not in contract.query and not is_free:
            raise InvalidValue.at(name[:100] or "query", "There is no such query parameter")
        if name in seen and name not in contract.repeatable and not is_free:
            raise InvalidValue.at(name, "May be given once only")
        seen.add(name)
        if "\ufffd" in value:
            raise InvalidRequest(f"The query parameter {name} is not UTF-8")
        # msgspec reads text as an integer leniently: 1.0 and 1e3 pass.
        if name in contract.integers and not (value.isascii() and _INTEGER.fullmatch(value)):
            raise InvalidValue.at(name, "Expected int")


def _refuse_other_than_json(request: Request) -> None:
    sent = all_of(request.scope, b"content-type")
    if len(sent) != 1 or sent[0].replace(b" ", b"").lower() not in _JSON_TYPES:
        raise UnsupportedMediaType("Send the body as application/json in UTF-8")
