"""What calling builtins and `importlib` gives, as far as routes, choices and dynamic imports are built with them.

What a call of an installed package means is told by the adapter that knows the package (`Evaluator.meanings`).
"""

from typing import TYPE_CHECKING

from indexer.resolve.entities import Class, Module
from indexer.resolve.evaluate.values import Arguments, Const, Items, Table, Value

if TYPE_CHECKING:
    from indexer.resolve.evaluate.evaluator import Evaluator

LONGEST_RANGE = 1_000


def call(evaluator: "Evaluator", name: str, arguments: Arguments) -> Value | None:
    """None where the call is not understood."""
    meaning = evaluator.meanings.get(name)
    if meaning is not None:
        return meaning(arguments)
    if name.startswith("builtins."):
        return _builtin(evaluator, name.removeprefix("builtins."), arguments)
    if name == "importlib.import_module":
        return _module(evaluator, arguments.get("name", 0))
    return None


def _builtin(evaluator: "Evaluator", name: str, arguments: Arguments) -> Value | None:
    first = arguments.positional[0] if arguments.positional else None
    match name:
        case "list" | "tuple" | "set" | "sorted" | "reversed":
            if not arguments.positional:
                return Items("list", [])
            items = evaluator.iterate(first)
            complete = not isinstance(first, Items | Table) or first.complete
            return Items(name, items, complete) if items is not None else None
        case "dict":
            entries = list(first.entries) if isinstance(first, Table) else []
            entries += [(Const(k), v) for k, v in arguments.named]
            return Table(entries, arguments.complete and (first is None or isinstance(first, Table)))
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
        case "__import__" if arguments.has("fromlist", 3):
            return _module(evaluator, first)
    return None


def _range(arguments: Arguments) -> Value | None:
    numbers = [a.value for a in arguments.positional if isinstance(a, Const) and type(a.value) is int]
    if not numbers or len(numbers) != len(arguments.positional) or (len(numbers) == 3 and not numbers[2]):
        return None
    found = range(*numbers)
    return Items("list", [Const(n) for n in found]) if len(found) <= LONGEST_RANGE else None


def _attribute(evaluator: "Evaluator", arguments: Arguments, *, asks: bool) -> Value | None:
    """`getattr` and `hasattr` of what is written in the repository itself."""
    owner, name, *default = (*arguments.positional, None, None)[:3]
    if not isinstance(name, Const) or not isinstance(name.value, str):
        return None
    if isinstance(owner, Module):
        found = evaluator.names.attribute(owner, name.value)
        if asks:
            return Const(True) if found is not None else None  # a star import may still bring it
        return evaluator.settled(found) if found is not None else default[0] if default else None
    if isinstance(owner, Class) and not asks:
        return evaluator.attribute(owner, name.value, 0)
    return None


def _module(evaluator: "Evaluator", name: Value | None) -> Value | None:
    if isinstance(name, Const) and isinstance(name.value, str) and not name.value.startswith("."):
        return evaluator.names.modules.find(name.value)
    return None
