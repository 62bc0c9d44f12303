"""Rows of endpoints and of what stands between them and their callers; part of `nodes`."""

from typing import Literal, NamedTuple

Access = Literal["guarded", "public", "unknown"]
Certainty = Literal["exact", "inferred", "possible", "unresolved"]


class Endpoint(NamedTuple):
    id: int
    path: str  # full path, framework style, with leading /
    methods: str  # JSON list, or '' where any or unknown
    handler: int  # class or function symbol
    handler_name: str  # qualname in the file; `Class.method` where a method handles it
    file: int  # where the handler is written
    line: int
    access: Access
    framework: str
    route_file: int | None  # where the route is written
    route_line: int
    name: str  # by which its path is asked for, '' where it has none


class Before(NamedTuple):
    """What runs before an endpoint's handler, outermost first."""

    endpoint: int
    position: int
    name: str  # dotted
    symbol: int | None
    guards: bool  # it can refuse the caller, or leaves what others own out of a query
    origin: str  # settings, middleware, url, router, class, base class, method, decorator, dependency, body
    arguments: str  # `'orders.pay', scopes=['write']`
    composed: str  # `IsOwner | IsAdmin`, where it is an operand of that
    certainty: Certainty  # of `guards`
    file: int | None  # where it is put before the endpoint
    line: int


class IdleGuard(NamedTuple):
    """A guard that is written at an endpoint and never runs."""

    endpoint: int
    name: str  # dotted
    arguments: str
    reason: str  # above the route, above the view maker, after the view
    file: int
    line: int


class OwnershipFilter(NamedTuple):
    """A query that who asks narrows."""

    function: int
    line: int
    model: int | None  # of the repository
    call: str  # filter, get, get_object_or_404, where, restrict ...
    path: str  # `project__owner`, `Item.owner_id`; '' where a method of the house narrows
    actor: str  # `request.user`
    certainty: Certainty


class ShownTo(NamedTuple):
    """A field that is shown, or hidden, only where a test on who asks holds."""

    cls: int  # symbol that says what is shown: a serializer, a schema, a model
    field: str  # '' for the whole class
    effect: str  # shown, hidden
    test: str  # spelled in one way
    function: int  # symbol of the method that does it
    line: int
