"""Names that other code still goes by.

What it notices
    A function, class, property, variable or field of a model that is taken away or renamed while code that the change
    leaves as it is imports, calls, reads or filters by it.

Why it matters
    Nothing fails before that code runs: a filter, a report, a command that no test reaches meets a name that is gone.

Example
    class Order(Model):
        total_due = ...     # now `amount_due`; a report still reads `order.total_due`

    still_used:shop.orders.models.Order.total_due: `Order.total_due` is gone and `reports.monthly` still reads it.

Limits
    Only uses that were bound for sure are looked at, so that an attribute that anything could have is never told. What
    `getattr`, templates and settings name is not seen.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Violation
from constraints.phrases import ending
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.calls import callees, callers_of
from indexer.graph.classes import ancestry
from indexer.graph.data import FieldView
from indexer.graph.modules import all_imports
from indexer.graph.names import SymbolView
from indexer.graph.uses import uses

KINDS = ("function", "method", "class", "variable")
ASKING = ("read", "write", "filter", "order")
DOES = {"read": "reads it", "write": "writes it", "filter": "filters by it", "order": "orders by it"}
SURE = ("exact", "inferred")


def derive(subject: Subject) -> Iterator[Constraint]:
    """That names are there holds of all code; what is worth saying is which of them a change takes from whom."""
    return iter(())


def broken(change: Change) -> Iterator[Violation]:
    gone = {} if change.same("headers") else {symbol.name: symbol for symbol in _gone(change)}
    users: dict[str, list[_User]] = defaultdict(list)
    for name, user in (*_importing(change, gone), *_calling(change, gone), *_using(change)):
        users[name].append(user)
    for name, asking in sorted(users.items()):
        if name.rpartition(".")[0] not in users:
            yield _violation(change, name, sorted(set(asking), key=lambda one: one.place))


@dataclass(frozen=True, slots=True)
class _User:
    symbol: str  # dotted
    place: Place
    does: str


def _gone(change: Change) -> Iterator[SymbolView]:
    """What the base has under a name that leads to nothing now."""
    for path in (*change.difference.modified, *change.difference.removed):
        if path not in change.base.files or change.base.is_test(path):
            continue
        there = {symbol.name for symbol in change.head.outline(path)}
        for symbol in change.base.outline(path):
            if symbol.name in there or symbol.kind not in KINDS:
                continue
            if change.head.symbol(symbol.name) is None and not _is_handed_on(change, symbol):
                yield symbol


def _is_handed_on(change: Change, symbol: SymbolView) -> bool:
    """It came from elsewhere: an import of the module that held it, an ancestor of the class."""
    owner, _, leaf = symbol.name.rpartition(".")
    here = change.stands(owner)
    if here is None:
        return False
    if here.kind == "class":
        above = ancestry(change.head.graph, here)
        unknown = any(up.place is None and up.distance == 1 for up in above) and symbol.kind == "variable"
        return unknown or any(change.head.symbol(f"{up.name}.{leaf}") is not None for up in above)
    return leaf in _brought(change).get(owner, ()) or "*" in _brought(change).get(owner, ())


def _brought(change: Change) -> dict[str, set[str]]:
    """By module of the head, the names that imports bring into it."""

    def compute() -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for one in all_imports(change.head.graph):
            found[one.importer].add(one.target.rpartition(".")[2])
        return found

    return change.derived("brought", compute)


def _importing(change: Change, gone: dict[str, SymbolView]) -> Iterator[tuple[str, _User]]:
    """Modules that the change leaves as they are and that import it by its old name."""
    for one in all_imports(change.head.graph) if gone else ():
        if one.target in gone and _is_left(change, one.place.path) and one.kind != "type_checking":
            yield one.target, _User(one.importer, one.place, "imports it")


def _calling(change: Change, gone: dict[str, SymbolView]) -> Iterator[tuple[str, _User]]:
    known: dict[str, set[tuple[int, str]]] = {}
    for call in callers_of(change.base.graph, gone):
        if call.callee is None or not _is_left(change, call.place.path):
            continue
        if call.caller not in known:
            caller = change.head.symbol(call.caller)
            there = callees(change.head.graph, caller) if caller is not None else []
            known[call.caller] = {(one.place.line, ending(one.callee)) for one in there if one.callee}
        if change.head.symbol(call.caller) and (call.place.line, ending(call.callee)) not in known[call.caller]:
            yield call.callee, _User(call.caller, call.place, "reads it" if call.rule == "property" else "calls it")


def _using(change: Change) -> Iterator[tuple[str, _User]]:
    """Fields that a model no longer has; one of an abstract model is told where it is written."""
    if change.same("models", "fields"):
        return
    after = {model.name: model for model in change.head.models}
    for model in change.base.models:
        now = after.get(change.now(model.name))
        if now is None or change.base.is_test(model.place.path):
            continue
        there = {field.name for field in change.head.fields(now)}
        there |= {field.column or "" for field in change.head.fields(now)}
        for field in change.base.fields(model):
            if field.name not in there and not _is_property(change, now.name, field):
                for use in uses(change.base.graph, field):
                    if use.use in ASKING and use.certainty in SURE and _is_left(change, use.place.path):
                        yield field.declared, _User(use.function, use.place, DOES[use.use])


def _is_property(change: Change, model: str, field: FieldView) -> bool:
    classes = (model, *(up.name for up in ancestry(change.head.graph, model)))
    return any(change.head.symbol(f"{cls}.{field.name}") is not None for cls in classes)


def _is_left(change: Change, path: str) -> bool:
    """The change does not touch it, and it is no test or migration."""
    file = change.head.files.get(path)
    return file is not None and path not in change.difference.paths and not file.is_test and file.role != "migration"


def _violation(change: Change, name: str, asking: list[_User]) -> Violation:
    first = asking[0]
    owner = change.stands(name.rpartition(".")[0])
    others = f", and {len(asking) - 1} more" if len(asking) > 1 else ""
    return Violation(
        constraint=f"still_used:{name}",
        family="compatibility",
        severity="violation",
        place=owner.place if owner is not None else first.place,
        symbol=name,
        message=f"`{ending(name, 2)}` is gone and `{ending(first.symbol, 2)}` still {first.does}{others}",
        evidence=tuple(Evidence(user.place, f"`{ending(user.symbol, 2)}` {user.does}") for user in asking[:4]),
        fix="keep the name beside the new one, or change what goes by it along",
    )
