"""Calls of what lies outside the repository: builtins that call or give back their arguments, containers, sessions."""

from typing import TYPE_CHECKING

from indexer.facts import Attribute, Call, Starred
from indexer.infer import calls, members, protocols, recording, spelled
from indexer.infer.arguments import Given, hand_over, of_values
from indexer.infer.body import Body
from indexer.infer.containers import at_key, copied, item_of, items, keys_of, merge, put, store_all, table
from indexer.infer.edges import CallEdge
from indexer.infer.values import (
    OF_KIND,
    UNKNOWN,
    Bound,
    ContainerMethod,
    Items,
    Known,
    Listed,
    Partial,
    Rows,
    Several,
    Table,
    either,
    joined,
    members_of,
)
from indexer.resolve.classes import CLOSED
from indexer.resolve.entities import Class, External, Function, Instance

if TYPE_CHECKING:
    from indexer.infer.inference import Inference

SEQUENCES = frozenset({"list", "sorted", "set", "tuple", "reversed", "frozenset", "iter"})
INJECTS = frozenset(
    {"fastapi.Depends", "fastapi.Security", "fastapi.param_functions.Depends", "fastapi.params.Depends"}
)
CALLING = frozenset({"builtins.map", "builtins.filter", "functools.reduce", "itertools.starmap"})
STATEMENTS = frozenset({"select", "query", "update", "insert", "delete"})  # of SQLAlchemy, over a model
QUERIES = frozenset({"query", "get", "scalars", "exec", "execute", "scalar", "scalar_one_or_none"})  # of sessions
FOUND = frozenset({"get_object_or_404", "aget_object_or_404"})
WRAPS = frozenset({"functools.wraps", "functools.update_wrapper"})
COPIES = frozenset({"copy.copy", "copy.deepcopy"})
SAME = COPIES | {"functools.wraps()", "functools.lru_cache", "functools.cache"}
MEANT = spelled.LOADERS | WRAPS | SAME | INJECTS | CALLING | {"functools.partial", "typing.cast"}
LAST_MEANT = FOUND | STATEMENTS  # by the last part of the name


def called(
    inference: "Inference", callee: External, arguments: Given, call: Call, body: Body, index: int
) -> Known | None:
    name = callee.name
    if name.startswith("builtins."):
        recording.builtin(inference, body.entity, name[9:], call.line)
        return _builtin(inference, name[9:], callee, arguments, call, body, index)
    if "?" not in name:
        inference.edges.calls.append(
            CallEdge(body.entity, None, f"<external>:{name}", call.line, "exact", "import", False)
        )
    else:
        recording.unresolved(inference, call, body)
    handed = inference.given.call(callee, call, body.entity)
    if handed is not None:
        return handed
    last = name.rpartition(".")[2]
    if name in MEANT or last in LAST_MEANT:
        return _meant(inference, name, last, arguments, call, body, index)
    return queried(inference, call, body, index) or (Instance(callee) if last[:1].isupper() else None)


def _meant(
    inference: "Inference", name: str, last: str, arguments: Given, call: Call, body: Body, index: int
) -> Known | None:
    """What the functions give that are known by name."""
    if name in spelled.LOADERS:
        return spelled.loaded(inference, arguments)
    first = arguments.first
    if last in FOUND:
        return UNKNOWN if first is UNKNOWN else joined(map(_found, members_of(first)))
    if last in STATEMENTS:
        models = [m for m in members_of(first) if isinstance(m, Class) and inference.models.is_model(m)]
        if models:
            return joined(map(Rows, models))
    if name == "functools.partial":
        return _partial(inference, arguments, body, index)
    if name in WRAPS:
        return External("functools.wraps()") if last == "wraps" else first
    if name in COPIES and isinstance(first, Items | Table):
        return copied(inference, first, body, id(call))
    if name in SAME:
        return first
    if name == "typing.cast" and len(arguments.values) > 1:
        return first.instance if isinstance(first, Class) else arguments.values[1]
    if name in INJECTS:
        return joined(_injected(inference, member) for member in members_of(first))
    if name in CALLING:
        return _calling(inference, arguments, body, call.line)
    return queried(inference, call, body, index) or (Instance(External(name)) if last[:1].isupper() else None)


def _found(member: Known) -> Known | None:
    model = member.model if isinstance(member, Rows) else member
    return model.instance if isinstance(model, Class) else None


def _injected(inference: "Inference", dependency: Known) -> Known | None:
    """`Depends(get_session)`: the framework calls it, and hands over what it returns or yields."""
    if isinstance(dependency, Class):
        return dependency.instance
    function = dependency.function if isinstance(dependency, Bound) else dependency
    if not isinstance(function, Function):
        return None
    value = calls.returned(inference, function, dependency.receiver if isinstance(dependency, Bound) else None)
    return item_of(inference, value) if function.scope.is_generator else value


def _builtin(
    inference: "Inference", name: str, callee: External, arguments: Given, call: Call, body: Body, index: int
) -> Known | None:
    first = arguments.first
    if name == "setattr" and len(call.arguments) > 2:
        recording.set_by_name(inference, first, call.arguments[1], body, call.line)
        for key in keys_of(inference, call.arguments[1], body, index):
            for owner in members_of(first):
                if isinstance(owner, Instance) and isinstance(owner.of, Class):
                    members.set_attribute(inference, owner.of, str(key), arguments.values[2])
        return None
    if name == "getattr" and len(call.arguments) > 1:
        default = arguments.values[2] if len(arguments.values) > 2 else None
        keys = keys_of(inference, call.arguments[1], body, index)
        if first is UNKNOWN:
            return UNKNOWN
        found = [
            members.member(inference, owner, str(key), body, call.line, rule="getattr")
            for key in keys
            for owner in members_of(first)
        ]
        return joined([*found, spelled.attributes(first, arguments.values[1]), default])
    if name in ("sorted", "max", "min") or name in ("map", "filter"):
        result = _calling(inference, arguments, body, call.line) if name in ("map", "filter") else None
        for keyword, _, value in arguments.named:
            if keyword == "key":
                _apply(inference, value, of_values(item_of(inference, first)), body, call.line)
        if name in ("map", "filter"):
            return result
        if name != "sorted":
            return item_of(inference, first) if len(arguments.values) < 2 else joined(arguments.values)
    if name in spelled.LAST_NAME:
        return spelled.taken_apart(inference, name, call, body, index)
    if name in SEQUENCES:
        if not arguments.values:
            return items(body, id(call), name) if name in ("list", "set") else OF_KIND["tuple"]
        if isinstance(first, Items) and name not in ("reversed", "iter"):
            return copied(inference, first, body, id(call))
        if isinstance(first, Items | Listed) and name != "reversed":
            return first
        item = item_of(inference, first)
        return Listed(item) if item is not None and type(item) is not Listed else None
    if name == "dict":
        made = table(body, id(call))
        merge(inference, made, first)
        for keyword, _, value in arguments.named:
            store_all(inference, made, [keyword] if keyword is not None else [], value)
        return made
    if name in ("next", "anext"):
        return either(item_of(inference, first), _next(inference, first, body, call.line))
    if name == "type" and len(arguments.values) == 1:
        return joined(m.of for m in members_of(first) if isinstance(m, Instance))
    if name in ("enumerate", "zip"):
        return _side_by_side(inference, name, arguments)
    return Instance(callee) if name[:1].isupper() else None


def _side_by_side(inference: "Inference", name: str, arguments: Given) -> Known | None:
    """`enumerate(items)` gives pairs, `zip(these, those)` one of each."""
    if any(type(e) is Starred for e in arguments.written):
        return None
    values = arguments.values[:1] if name == "enumerate" else arguments.values
    places = [item_of(inference, value) for value in values]
    if not any(places) or any(isinstance(p, Listed | Several) for p in places):
        return None  # tuples in tuples could grow without end
    return Listed(Several((None, *places) if name == "enumerate" else tuple(places)))


def _next(inference: "Inference", value: Known | None, body: Body, line: int) -> Known | None:
    return joined(protocols.special(inference, m, ("__next__", "__anext__"), body, line) for m in members_of(value))


def _calling(inference: "Inference", arguments: Given, body: Body, line: int) -> Known | None:
    """`map(function, items)`: the function is called with every item."""
    result: Known | None = None
    for value in arguments.values:
        if any(isinstance(m, Function | Class | Bound | Partial) for m in members_of(value)):
            handed = of_values(*(item_of(inference, v) for v in arguments.values if v is not value))
            result = either(result, _apply(inference, value, handed, body, line))
    return Listed(result) if result is not None and type(result) is not Listed else None


def _apply(inference: "Inference", value: Known | None, arguments: Given, body: Body, line: int) -> Known | None:
    return joined(
        calls.apply(inference, member, arguments, body, line, rule="argument") for member in members_of(value)
    )


def _partial(inference: "Inference", arguments: Given, body: Body, index: int) -> Known | None:
    rest = Given(arguments.written[1:], arguments.values[1:], arguments.named)
    found: Known | None = None
    for member in members_of(arguments.first):
        if isinstance(member, Class | Function | Bound):
            function = member.function if isinstance(member, Bound) else member
            skipped = 1 if isinstance(member, Bound) else 0
            if isinstance(function, Function):
                hand_over(inference, function, rest, skipped, body=body)
            found = either(found, Partial(member, len(rest.values)))
    return found


def on_container(
    inference: "Inference", method: ContainerMethod, arguments: Given, call: Call, body: Body, index: int
) -> Known | None:
    """Methods of lists and dictionaries of our own."""
    container, name = method.container, method.name
    kind = "dict" if isinstance(container, Table) else container.kind
    recording.builtin(inference, body.entity, f"{kind}.{name}", call.line)
    first = arguments.first
    if isinstance(container, Table):
        return _on_table(inference, container, name, arguments, call, body, index)
    if name in ("append", "add", "appendleft"):
        put(inference, container, None, first)
    elif name == "insert" and len(arguments.values) > 1:
        put(inference, container, None, arguments.values[1])
    elif name in ("extend", "update"):
        put(inference, container, None, item_of(inference, first))
    elif name in ("pop", "popleft"):
        return item_of(inference, container)
    elif name == "copy":
        return copied(inference, container, body, id(call))
    elif name == "sort":
        for keyword, _, value in arguments.named:
            if keyword == "key":
                _apply(inference, value, of_values(item_of(inference, container)), body, call.line)
    return None


def _on_table(
    inference: "Inference", made: Table, name: str, arguments: Given, call: Call, body: Body, index: int
) -> Known | None:
    if name in ("get", "pop", "setdefault") and call.arguments:
        keys = keys_of(inference, call.arguments[0], body, index)
        default = arguments.values[1] if len(arguments.values) > 1 else None
        if name == "setdefault" and default is not None:
            store_all(inference, made, keys, default)
        return either(at_key(inference, made, list(keys)), default)
    if name == "update":
        merge(inference, made, arguments.first)
        for keyword, _, value in arguments.named:
            store_all(inference, made, [keyword] if keyword is not None else [], value)
    elif name == "copy":
        return copied(inference, made, body, id(call))
    elif name in ("values", "items"):
        values = joined([inference.read(c) for c in made.entries.values()] + [inference.read(made.anywhere)])
        if values is None:
            return None
        if name == "values":
            return Listed(values)
        pairs = items(body, id(call), "pairs")
        pair = items(body, ("pair", id(call)), "tuple")
        put(inference, pair, 0, None)
        put(inference, pair, 1, values)
        put(inference, pairs, None, pair)
        return pairs
    return None


def queried(inference: "Inference", call: Call, body: Body, index: int) -> Known | None:
    """`session.query(Model)`, `session.scalars(select(Model))`, `session.get(Model, id)` on whatever session."""
    function = call.function
    if type(function) is not Attribute or not call.arguments or function.name not in QUERIES:
        return None
    first = inference.value(call.arguments[0], body, index)
    if first is UNKNOWN:
        return UNKNOWN
    return joined(_queried(inference, function.name, member) for member in members_of(first))


def _queried(inference: "Inference", method: str, first: Known) -> Known | None:
    if isinstance(first, Class) and inference.models.is_model(first):
        return Rows(first) if method == "query" else first.instance if method == "get" else None
    if not isinstance(first, Rows):
        return None
    if method in ("scalars", "exec", "execute"):
        return first
    return first.model.instance if method in ("scalar", "scalar_one_or_none") else None


def inherited(inference: "Inference", cls: Class, name: str) -> str:
    """The dotted name of a member that can only come from the one ancestor outside; '' where there are more or none."""
    above = inference.outside_above.get(cls)
    if above is None:
        outside = [c.name for c in inference.classes.mro(cls) if type(c) is External and c.name not in CLOSED]
        one = len(outside) == 1 and not outside[0].startswith("?")
        above = inference.outside_above[cls] = outside[0] if one else ""
    return f"{above}.{name}" if above else ""
