"""Calls over values: into functions of the repository, on lists and strings, and onto objects that are only named."""

from string import Formatter
from typing import TYPE_CHECKING

from indexer.facts import Attribute, Call, Constant, Expression, Name
from indexer.resolve.entities import Class, External, Function
from indexer.resolve.evaluate import generated, operators, patterns, standard
from indexer.resolve.evaluate.initialisers import initialised, into_outside, outside_first
from indexer.resolve.evaluate.settings import by_default, configured, read
from indexer.resolve.evaluate.values import (
    Arguments,
    Closure,
    Const,
    Default,
    Effect,
    Items,
    Made,
    Member,
    Site,
    Table,
    Text,
    Value,
    text_of,
)

if TYPE_CHECKING:
    from indexer.resolve.evaluate.evaluator import Evaluator, Frame


BUILTIN = (Items, Table, Const, Text)  # objects of Python's own classes


def call(evaluator: "Evaluator", expression: Call, frame: "Frame") -> Value | None:
    function = expression.function
    site = operators.site(expression, frame)
    if type(function) is Attribute:
        if _is_super(function):
            return _super_call(evaluator, expression, function.name, frame)
        owner = operators.evaluate(evaluator, function.value, frame)
        arguments = operators.arguments(evaluator, expression, frame)
        if type(owner) is Made:
            known = evaluator.attribute(owner, function.name, frame.depth)
            if type(known) is Member or known is None:
                return _on_object(evaluator, owner, function.name, arguments, site, frame)
            return apply(evaluator, known, arguments, site, frame.depth)
        if isinstance(owner, BUILTIN):
            return _on_builtin(owner, function.name, arguments)
        if type(owner) is Default:
            known = owner.value
            return (
                by_default(_on_builtin(known, function.name, arguments), owner) if isinstance(known, BUILTIN) else None
            )
        callee = evaluator.attribute(owner, function.name, frame.depth)
    else:
        callee = operators.evaluate(evaluator, function, frame)
        arguments = operators.arguments(evaluator, expression, frame)
    if callee is None:
        return None
    if len(arguments.positional) == 3 and callee == generated.TYPE:
        return generated.generated(evaluator, arguments, site, frame)
    return apply(evaluator, callee, arguments, site, frame.depth)


def apply(evaluator: "Evaluator", callee: Value, arguments: Arguments, site: Site, depth: int) -> Value | None:
    """Call a value: follow what is ours, name what is not."""
    if type(callee) is Function:
        if callee.owner is None or _is_static(callee):
            returned = evaluator.call(callee, arguments, depth=depth + 1)
            return returned if returned is not None else evaluator.make(callee, arguments, site, depth)
        return evaluator.make(callee, arguments, site, depth)
    if type(callee) is Closure:
        return evaluator.call(callee.function, arguments, depth=depth + 1, environment=callee.environment)
    if type(callee) is Class:
        return evaluator.make(callee, arguments, site, depth)
    setting = read(callee, arguments)
    if setting is not None:
        return setting
    if type(callee) is External:
        if initialised(evaluator, callee, arguments):
            return Const(None)
        known = standard.call(evaluator, callee.name, arguments)
        return known if known is not None else evaluator.make(callee, arguments, site)
    if isinstance(callee, Member):
        returned = _of_bound(evaluator, callee, arguments, depth)
        return returned if returned is not None else _on_class(evaluator, callee, arguments, site, depth)
    if isinstance(callee, Made):
        if callee.name == "functools.partial" and callee.arguments.positional:
            return _partial(evaluator, callee.arguments, arguments, site, depth)
        _register(callee, arguments)
        return evaluator.make(callee, arguments, site)
    return None


def _register(callee: Made, arguments: Arguments) -> None:
    """`router.get("/x")(handler)` does what the decorator would."""
    given = arguments.positional[0] if arguments.positional else None
    of = callee.callee
    if isinstance(of, Member) and isinstance(of.of, Made) and isinstance(given, Function | Class | Closure):
        entity, closure = (given.function, given) if isinstance(given, Closure) else (given, None)
        of.of.effects.append(Effect(of.name, callee.arguments, callee.site, entity, closure))


def _partial(evaluator: "Evaluator", held: Arguments, given: Arguments, site: Site, depth: int) -> Value | None:
    function, *first = held.positional
    replaced = {name for name, _ in given.named}
    named = (*((k, v) for k, v in held.named if k not in replaced), *given.named)
    joined = Arguments((*first, *given.positional), named, held.complete and given.complete)
    return apply(evaluator, function, joined, site, depth) if function is not None else None


def decorate(
    evaluator: "Evaluator",
    decorator: Value | None,
    value: Value | None,
    entity: Class | Function,
    depth: int,
    site: Site,
) -> Value | None:
    """What a decorator makes of a definition. Ours is run for what it does (registries); what it returns counts only
    where it is an object that it made."""
    if type(decorator) is Closure:
        evaluator.call(decorator.function, Arguments((value,)), depth=depth + 1, environment=decorator.environment)
    elif isinstance(decorator, Function) and decorator.owner is None:
        evaluator.call(decorator, Arguments((value,)), depth=depth + 1)
    elif type(decorator) is Member and type(decorator.of) is Made:
        cls = evaluator.class_of(decorator.of)
        method = evaluator.classes.member(cls, decorator.name) if cls is not None else None
        if method is not None and isinstance(method[1], Function):
            evaluator.call(method[1], Arguments((decorator.of, value)), depth=depth + 1)
            return value
        decorator.of.effects.append(Effect(decorator.name, Arguments(), site, entity))
    return value


def bound_parameters(evaluator: "Evaluator", function: Function, arguments: Arguments) -> dict[str, Value | None]:
    """Parameters → values, defaults included; what is not given and has no default is not known."""
    found: dict[str, Value | None] = {}
    positional = list(arguments.positional)
    named = dict(arguments.named)
    for parameter in function.definition.parameters:
        if parameter.kind == "star":
            found[parameter.name] = Items("tuple", positional, arguments.complete)
            positional = []
        elif parameter.kind == "double_star":
            found[parameter.name] = Table([(Const(k), v) for k, v in named.items()], arguments.complete)
        elif parameter.kind != "keyword" and positional:
            found[parameter.name] = positional.pop(0)
            named.pop(parameter.name, None)
        elif parameter.name in named:
            found[parameter.name] = named.pop(parameter.name)
        elif parameter.default is not None and arguments.complete:
            found[parameter.name] = _default(evaluator, function, parameter.default)
        else:
            found[parameter.name] = None
    return found


def _default(evaluator: "Evaluator", function: Function, written: Expression) -> Value | None:
    if type(written) is Constant:  # most are: nothing has to be worked out
        return Const(written.value)
    return evaluator.value(written, function.parent or function.module)


def _on_object(
    evaluator: "Evaluator", owner: Made, method: str, arguments: Arguments, site: Site, frame: "Frame"
) -> Value | None:
    """A method of an object: ours is followed with the object as `self`; any other is an effect on it."""
    cls = evaluator.class_of(owner)
    if cls is not None:
        found = evaluator.classes.member(cls, method)
        if found is not None and isinstance(found[1], Function):
            given = Arguments((owner, *arguments.positional), arguments.named, arguments.complete)
            return evaluator.call(found[1], given, depth=frame.depth + 1)
    if owner.holds is not None:
        return _on_builtin(owner.holds, method, arguments)
    return _outside(evaluator, owner, method, arguments, site)


def _outside(evaluator: "Evaluator", owner: Made, method: str, arguments: Arguments, site: Site) -> Value | None:
    """A method that the repository does not define: what an installed package says it gives, else an effect."""
    for meaning in evaluator.method_meanings:
        found = meaning(owner, method, arguments, site)
        if found is not None:
            return found
    if method == "sub" and (replaced := patterns.of_compiled(evaluator, owner, arguments)) is not None:
        return replaced
    owner.effects.append(Effect(method, arguments, site))
    setting = read(Member(owner, method), arguments)
    return setting if setting is not None else evaluator.make(Member(owner, method), arguments, site)


def _on_class(evaluator: "Evaluator", callee: Member, arguments: Arguments, site: Site, depth: int) -> Value | None:
    """`View.as_view(...)`, `Class.method(...)`: a class method of ours is followed, and so is one that is given its
    object, `Base.__init__(self, ...)`; anything else is named."""
    if isinstance(callee.of, Class):
        found = evaluator.classes.member(callee.of, callee.name)
        if found is not None and isinstance(found[1], Function):
            if _is_class_method(found[1]):
                given = Arguments((callee.of, *arguments.positional), arguments.named, arguments.complete)
                returned = evaluator.call(found[1], given, depth=depth + 1)
                if returned is not None and not (isinstance(returned, Const) and returned.value is None):
                    return returned
            elif _is_object_of(evaluator, arguments.get("", 0), callee.of):
                return evaluator.call(found[1], arguments, depth=depth + 1)
    if callee.name == "get" and isinstance(callee.of, Member):
        setting = configured(evaluator, callee.of, arguments.get("key", 0))
        if setting is not None:
            return setting
    owner, path = held_by(callee)
    if owner is not None:
        owner.effects.append(Effect(path, arguments, site))
    return evaluator.make(callee, arguments, site)


def _of_bound(evaluator: "Evaluator", callee: Member, arguments: Arguments, depth: int) -> Value | None:
    """A method of an object of ours that was handed on: `decorate(patterns, self.wrap)`."""
    cls = evaluator.class_of(callee.of) if isinstance(callee.of, Made) else None
    found = evaluator.classes.member(cls, callee.name) if cls is not None else None
    if found is None or not isinstance(found[1], Function):
        return None
    given = Arguments((callee.of, *arguments.positional), arguments.named, arguments.complete)
    return evaluator.call(found[1], given, depth=depth + 1)


def _is_object_of(evaluator: "Evaluator", value: Value | None, cls: Class) -> bool:
    made = evaluator.class_of(value) if isinstance(value, Made) else None
    return made is not None and cls in evaluator.classes.mro(made)


def held_by(member: Member) -> tuple[Made | None, str]:
    """The object that has it, and the way there: `app.router.include_router`."""
    path, of = member.name, member.of
    while type(of) is Member:
        path, of = f"{of.name}.{path}", of.of
    return (of if type(of) is Made else None), path


def _super_call(evaluator: "Evaluator", expression: Call, name: str, frame: "Frame") -> Value | None:
    arguments = operators.arguments(evaluator, expression, frame)
    found = evaluator.super_member(frame, name)
    if found is not None:
        function, me = found
        if name == "__init__" and isinstance(me, Made) and outside_first(evaluator, me, frame.entity, function):
            into_outside(me, arguments)
        given = Arguments((me, *arguments.positional), arguments.named, arguments.complete)
        return evaluator.call(function, given, depth=frame.depth + 1)
    first = next(frame.entity.parameters, None) if isinstance(frame.entity, Function) else None
    me = frame.environment.get(first) if first else None
    if isinstance(me, Made):
        if name == "__init__":
            return into_outside(me, arguments)
        return _outside(evaluator, me, name, arguments, operators.site(expression, frame))
    return None


def _on_builtin(owner: Value, method: str, arguments: Arguments) -> Value | None:
    first = arguments.positional[0] if arguments.positional else None
    if type(owner) is Items:
        if method == "append" or method == "add":
            owner.items.append(first)
        elif method == "extend" or method == "update":
            operators.extend(owner, first)
        elif method == "insert" and len(arguments.positional) == 2:
            index = arguments.positional[0]
            at = index.value if type(index) is Const and isinstance(index.value, int) else len(owner.items)
            owner.items.insert(at, arguments.positional[1])
        elif method == "copy":
            return Items(owner.kind, list(owner.items), owner.complete)
        elif method == "pop":
            return owner.items.pop() if owner.items and not arguments.positional else None
        return Const(None)
    if type(owner) is Table:
        return _on_table(owner, method, arguments)
    return _on_text(owner, method, arguments)


def _on_table(owner: Table, method: str, arguments: Arguments) -> Value | None:
    first = arguments.positional[0] if arguments.positional else None
    if method == "items":
        return Items("list", [Items("tuple", [k, v]) for k, v in owner.entries], owner.complete)
    if method == "values":
        return Items("list", [v for _, v in owner.entries], owner.complete)
    if method == "keys":
        return Items("list", [k for k, _ in owner.entries], owner.complete)
    if method == "copy":
        return Table(list(owner.entries), owner.complete, owner.factory)
    if method in ("get", "setdefault", "pop"):
        found = owner.get(first)
        default = arguments.positional[1] if len(arguments.positional) > 1 else None
        if found is None and method == "setdefault" and first is not None:
            owner.entries.append((first, default))
        if method == "pop":
            owner.entries[:] = [entry for entry in owner.entries if entry[0] != first]
        return found if found is not None else default
    if method == "update":
        if isinstance(first, Table):
            owner.entries.extend(first.entries)
        owner.entries.extend((Const(k), v) for k, v in arguments.named)
        owner.complete = owner.complete and arguments.complete and (first is None or isinstance(first, Table))
    return Const(None)


def _on_text(owner: Value, method: str, arguments: Arguments) -> Value | None:
    text = text_of(owner)
    if text is None:
        return None
    given = [text_of(a) for a in arguments.positional]
    if method == "join" and len(arguments.positional) == 1:
        items = operators.iterate(arguments.positional[0])
        parts = [text_of(i) for i in items] if items is not None else [None]
        return Const(text.join(p for p in parts if p is not None)) if None not in parts else None
    if method == "format":
        return _formatted(text, arguments)
    if method in ("split", "rsplit") and isinstance(owner, Const):
        return _split(text, method, arguments)
    if isinstance(owner, Const) and None not in given:
        if method in (
            "strip",
            "lstrip",
            "rstrip",
            "lower",
            "upper",
            "title",
            "removeprefix",
            "removesuffix",
            "replace",
        ):
            try:
                return Const(getattr(text, method)(*given))
            except (TypeError, ValueError):
                return None
        if method in ("partition", "rpartition") and len(given) == 1:
            return Items("tuple", [Const(part) for part in getattr(text, method)(given[0])]) if given[0] else None
        if method in ("startswith", "endswith") and len(given) == 1:
            return Const(getattr(text, method)(given[0]))
    return None


def _split(text: str, method: str, arguments: Arguments) -> Value | None:
    separator, most = arguments.get("sep", 0) or Const(None), arguments.get("maxsplit", 1) or Const(-1)
    if not isinstance(separator, Const) or not isinstance(most, Const):
        return None
    try:
        return Items("list", [Const(part) for part in getattr(text, method)(separator.value, most.value)])
    except (TypeError, ValueError):
        return None


def _formatted(template: str, arguments: Arguments) -> Value | None:
    """`str.format` with plain fields; a field whose value is not known stays in braces."""
    found: list[str | None] = []
    names: list[str] = []
    try:
        pieces = list(Formatter().parse(template))
    except ValueError:
        return None
    for number, (literal, name, spec, conversion) in enumerate(pieces):
        found.append(literal)
        if name is None:
            continue
        value = arguments.get(name, int(name) if name.isdigit() else number if not name else None)
        shown = str(value.value) if isinstance(value, Const) else text_of(value)
        found.append(None if spec or conversion else shown)
        if found[-1] is None:
            names.append(name)
    if None in found:
        return Text(found, names)
    return Const("".join(p for p in found if p is not None))


def _is_super(function: Attribute) -> bool:
    inner = function.value
    return type(inner) is Call and type(inner.function) is Name and inner.function.id == "super"


def _is_static(function: Function) -> bool:
    return any(type(d) is Name and d.id == "staticmethod" for d in function.definition.decorators)


def _is_class_method(function: Function) -> bool:
    return any(type(d) is Name and d.id == "classmethod" for d in function.definition.decorators)
