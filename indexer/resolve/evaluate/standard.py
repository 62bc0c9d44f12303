"""What calling builtins and `importlib` gives, as far as routes, choices and dynamic imports are built with them.

What a call of an installed package means is told by the adapter that knows the package (`Evaluator.meanings`).
"""

from typing import TYPE_CHECKING

from indexer.resolve.entities import Class, External, Function, Module
from indexer.resolve.evaluate.marks import is_named_tuple
from indexer.resolve.evaluate.patterns import substituted
from indexer.resolve.evaluate.settings import by_default
from indexer.resolve.evaluate.values import (
    Arguments,
    Closure,
    Const,
    Default,
    Items,
    Made,
    Member,
    Table,
    Text,
    Value,
    text_of,
)

if TYPE_CHECKING:
    from indexer.resolve.evaluate.evaluator import Evaluator

DICTIONARIES = frozenset(
    {"builtins.dict", "collections.UserDict", "collections.OrderedDict", "collections.defaultdict"}
)
LISTS = frozenset({"builtins.list", "collections.UserList"})
LONGEST_RANGE = 1_000


def call(evaluator: "Evaluator", name: str, arguments: Arguments) -> Value | None:
    """None where the call is not understood."""
    meaning = evaluator.meanings.get(name)
    if meaning is not None:
        return meaning(arguments)
    if name.startswith("builtins."):
        return _builtin(evaluator, name.removeprefix("builtins."), arguments)
    match name:
        case "importlib.import_module":
            return _module(evaluator, arguments.get("name", 0))
        case "inspect.isclass":
            return _descends(
                evaluator, Arguments((arguments.get("object", 0), External("builtins.type"))), of_object=True
            )
        case "pkgutil.resolve_name" | "pydoc.locate" | "werkzeug.utils.import_string":
            spelled = text_of(arguments.positional[0]) if arguments.positional else None
            found = evaluator.names.dotted(spelled.replace(":", ".")) if spelled else None
            return evaluator.settled(found) if found is not None else None
        case "re.sub":
            return substituted(evaluator, arguments)
        case "functools.update_wrapper":
            return arguments.get("wrapper", 0)
        case "collections.defaultdict":
            held = _builtin(evaluator, "dict", Arguments(arguments.positional[1:], arguments.named))
            return Table(held.entries, held.complete, arguments.get("", 0)) if isinstance(held, Table) else None
        case "collections.OrderedDict":
            return _builtin(evaluator, "dict", arguments)
        case "itertools.chain":
            return _chained([evaluator.iterate(a) for a in arguments.positional])
    return None


def container(ancestors: frozenset[str], arguments: Arguments) -> Items | Table | None:
    """What an object of a class built on dict or list holds when it is made."""
    first = arguments.positional[0] if arguments.positional else None
    if not ancestors.isdisjoint(DICTIONARIES):
        entries = [*(first.entries if isinstance(first, Table) else ()), *((Const(k), v) for k, v in arguments.named)]
        return Table(entries, arguments.complete and (first is None or isinstance(first, Table)))
    if not ancestors.isdisjoint(LISTS):
        held = list(first.items) if isinstance(first, Items) else []
        return Items("list", held, first.complete if isinstance(first, Items) else first is None)
    return None


def _builtin(evaluator: "Evaluator", name: str, arguments: Arguments) -> Value | None:
    first = arguments.positional[0] if arguments.positional else None
    match name:
        case "list" | "tuple" | "set" | "frozenset" | "sorted" | "reversed":
            if not arguments.positional:
                return Items("list", [])
            items = evaluator.iterate(first)
            complete = not isinstance(first, Items | Table) or first.complete
            return Items(name, items, complete) if items is not None else None
        case "dict":
            return _dict(evaluator, first, arguments)
        case "dir" if isinstance(first, Class | Made):
            return _dir(evaluator, first)
        case "str" if isinstance(first, Const):
            return Const(str(first.value))
        case "enumerate":
            items = evaluator.iterate(first)
            if items is not None:
                return Items("list", [Items("tuple", [Const(n), v]) for n, v in enumerate(items)])
        case "zip":
            rows = [evaluator.iterate(a) for a in arguments.positional]
            if all(r is not None for r in rows):
                return Items("list", [Items("tuple", list(r)) for r in zip(*(r or [] for r in rows), strict=False)])
        case "range":
            return _range(arguments)
        case "len" if isinstance(first, Items) and first.complete:
            return Const(len(first.items))
        case "getattr" | "hasattr":
            return _attribute(evaluator, arguments, asks=name == "hasattr")
        case "setattr" if isinstance(first, Made) and len(arguments.positional) == 3:
            if (attribute := text_of(arguments.positional[1])) is not None:
                evaluator.changes.write(first, attribute, arguments.positional[2])
            return Const(None)
        case "issubclass" | "isinstance":
            return _descends(evaluator, arguments, of_object=name == "isinstance")
        case "type" if len(arguments.positional) == 1:
            return _type(first)
        case "callable":
            return _callable(evaluator, first)
        case "sum" if isinstance(first, Items):
            return _chained([evaluator.iterate(i) for i in first.items])
        case "__import__" if arguments.has("fromlist", 3):
            return _module(evaluator, first)
    return None


def _dict(evaluator: "Evaluator", first: Value | None, arguments: Arguments) -> Table:
    """Of a dictionary, of pairs, of names."""
    entries = list(first.entries) if isinstance(first, Table) else []
    known = not arguments.positional or isinstance(first, Table)
    if isinstance(first, Items):
        pairs = [i.items for i in first.items if isinstance(i, Items) and len(i.items) == 2]
        entries, known = [(key, value) for key, value in pairs], first.complete and len(pairs) == len(first.items)
    entries += [(Const(k), v) for k, v in arguments.named]
    return Table(entries, arguments.complete and known)


def _dir(evaluator: "Evaluator", value: Class | Made) -> Value:
    """The names that the repository gives a class or object; those from outside are not told."""
    cls = evaluator.class_of(value) if isinstance(value, Made) else value
    names = set(value.attributes) if isinstance(value, Made) else set()
    for owner in evaluator.classes.mro(cls) if cls is not None else ():
        names |= set(owner.bindings) if isinstance(owner, Class) else set()
    return Items("list", [Const(name) for name in sorted(names)], complete=False)


def _range(arguments: Arguments) -> Value | None:
    numbers = [a.value for a in arguments.positional if isinstance(a, Const) and type(a.value) is int]
    if not numbers or len(numbers) != len(arguments.positional) or (len(numbers) == 3 and not numbers[2]):
        return None
    found = range(*numbers)
    return Items("list", [Const(n) for n in found]) if len(found) <= LONGEST_RANGE else None


def _attribute(evaluator: "Evaluator", arguments: Arguments, *, asks: bool) -> Value | None:
    """`getattr` and `hasattr`; of what is not known the default, unless it is a switch."""
    owner, name, *default = (*arguments.positional, None, None)[:3]
    if type(name) is not Const or not isinstance(name.value, str):
        return None
    if (type(owner) is Const or type(owner) is Items or type(owner) is Table) and not (
        has := _builtin_has(owner, name.value)
    ):
        return Const(has) if asks else default[0] if len(arguments.positional) > 2 else None
    if asks and type(owner) is Const:
        return Const(True)
    if isinstance(owner, Module):
        held = evaluator.names.attribute(owner, name.value)
        if asks:
            return Const(True) if held is not None else None  # a star import may still bring it
        return evaluator.settled(held) if held is not None else default[0] if default else None
    if evaluator.lacks(owner, name.value):
        return Const(False) if asks else default[0] if len(arguments.positional) > 2 else None
    found = evaluator.attribute(owner, name.value, 0)
    unknown = found is None or ((type(found) is Member or type(found) is External) and not isinstance(owner, Class))
    if type(found) is Member and isinstance(owner, Class):
        unknown = evaluator.classes.member(owner, name.value) is None
    if asks:
        return None if unknown else Const(True)
    if unknown and len(arguments.positional) > 2:
        return by_default(default[0], Default(Const(None)))
    return found


def _builtin_has(value: Const | Items | Table, name: str) -> bool:
    if isinstance(value, Const):
        return hasattr(value.value, name)
    kind = {"tuple": tuple, "set": set}.get(value.kind, list) if isinstance(value, Items) else dict
    return hasattr(kind, name)


def _descends(evaluator: "Evaluator", arguments: Arguments, *, of_object: bool) -> Value | None:
    """`issubclass` and `isinstance`; an ancestor that is not known may be what is asked for."""
    value, asked = (*arguments.positional, None, None)[:2]
    names: list[Value | None] = asked.items if type(asked) is Items else [asked]
    if of_object and type(value) is Made and is_named_tuple(value.callee) and all(map(is_named_tuple, names)):
        return Const(any(name is value.callee for name in names))
    if of_object:
        kind = _type(value)
        if type(value) is not Made and type(kind) is External:
            return _is_builtin(kind, names)
        value = kind
    elif type(value) is Function or type(value) is Closure:
        return Const(False)
    if type(value) is External:
        return Const(True) if value in names else None
    if not isinstance(value, Class):
        return None
    mro = evaluator.classes.mro(value)
    if any(a is n or a == n for a in mro for n in names):
        return Const(True)
    outside = [a for a in mro if type(a) is External]
    for name in names:
        if isinstance(name, Class):
            if any(a.name.startswith("?.") for a in outside):
                return None
        elif type(name) is not External or evaluator.classes.is_open(value):
            return _same_class(outside, name)
    return Const(False)


def _same_class(outside: list[External], name: Value | None) -> Value | None:
    """Packages hand their classes on under shorter names: `django.views.View` is `django.views.generic.base.View`."""
    if isinstance(name, External):
        package, last = name.name.partition(".")[0], name.name.rpartition(".")[2]
        if any(a.name.partition(".")[0] == package and a.name.rpartition(".")[2] == last for a in outside):
            return Const(True)
    return None


def _is_builtin(kind: External, names: list[Value | None]) -> Value | None:
    """Is a constant, collection, function or class an object of one of these?"""
    if kind in names or External("builtins.object") in names:
        return Const(True)
    if kind.name == "builtins.type" and any(not isinstance(n, External) or not is_builtin(n) for n in names):
        return None  # of a metaclass perhaps
    return None if kind.name == "builtins.bool" or None in names else Const(False)


def is_builtin(name: External) -> bool:
    return name.name.startswith("builtins.")


def _type(value: Value | None) -> Value | None:
    if type(value) is Made:
        return value.callee if (type(value.callee) is Class or type(value.callee) is External) else None
    if type(value) is Const:
        return External(f"builtins.{type(value.value).__name__}")
    if type(value) is Items:
        return External(f"builtins.{value.kind}")
    kinds = {Table: "dict", Text: "str", Function: "function", Closure: "function", Module: "module", Class: "type"}
    kind = kinds.get(type(value))
    return External(f"builtins.{kind}") if kind is not None else None


def _callable(evaluator: "Evaluator", value: Value | None) -> Value | None:
    if isinstance(value, Class | Function | Closure):
        return Const(True)
    if isinstance(value, Made) and isinstance(value.callee, Class):
        if evaluator.classes.member(value.callee, "__call__") is not None:
            return Const(True)
        return None if evaluator.classes.is_open(value.callee) else Const(False)
    return Const(False) if isinstance(value, Const | Items | Table | Text) else None


def _chained(lists: list[list[Value | None] | None]) -> Items:
    found = [item for each in lists if each is not None for item in each]
    return Items("list", found, complete=None not in lists)


def _module(evaluator: "Evaluator", name: Value | None) -> Value | None:
    if isinstance(name, Const) and isinstance(name.value, str) and not name.value.startswith("."):
        found = evaluator.names.modules.find(name.value)
        if found is not None:
            evaluator.load(found)
        return found
    return None
