"""Values that rows and clients know.

What it notices
    The members of enumerations, and the choices of fields that tell no state: what is stored in rows, sent by clients
    and compared by them.

Why it matters
    Rows keep the value that is gone, and whoever reads them meets one that nothing knows. Clients send what was valid
    yesterday.

Example
    class Channel(str, Enum):
        EMAIL = "email"
        PHONE = "phone"

    enum_value:shop.Channel: `Channel` knows `email` and `phone`.

Limits
    Whether a value was ever stored or sent is not known. A member that is renamed and keeps its value is no loss; one
    whose value is computed is not compared. Values of a state are another rule's.
"""

import re
from collections.abc import Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.rules.state.closed_values import tells_state
from constraints.subject import Subject
from indexer.graph.classes import ancestry
from indexer.graph.data import FieldView
from indexer.graph.names import SymbolView

ENUMERATIONS = re.compile(r"(^|\.)(\w*Enum|(Text|Integer)?Choices|ChoiceSet)$")
LITERAL = re.compile(r"^\(?\s*('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|-?\d+)\s*(,|\)|$)")


def derive(subject: Subject) -> Iterator[Constraint]:
    for path in subject.files if subject.paths is None else subject.paths:
        for cls, members in _enumerations(subject, path):
            yield Constraint(
                id=f"enum_value:{cls.name}",
                family="compatibility",
                statement=f"`{ending(cls.name)}` knows {listing(list(members), 12)}",
                scope=Scope(symbols=(cls.name,), paths=(path,)),
                origin="declared",
                severity="violation",
                evidence=(Evidence(cls.place, "declared here"),),
            )


def broken(change: Change) -> Iterator[Violation]:
    """A value that an enumeration or a field which are still there no longer know."""
    said: set[str] = set()
    for now, gone in _shrunk(change):
        said |= gone.keys()
        yield _violation(now.name, now, list(gone), next(iter(gone.values())))
    if change.same("models", "fields"):
        return
    after = {(field.model, field.name): field for model in change.head.models for field in change.head.fields(model)}
    for model in change.base.models:
        for field in change.base.fields(model) if not model.abstract else ():
            other = after.get((change.now(field.model), field.name))
            if other is None or not other.choices or tells_state(field.name):
                continue
            missing = [value for value in field.choices or () if value not in other.choices and value not in said]
            if missing:
                yield _violation(f"{other.model}.{other.name}", other, missing, field)


def _shrunk(change: Change) -> Iterator[tuple[SymbolView, dict[str, SymbolView]]]:
    """Enumerations that still know something, with the values that they no longer know."""
    if change.same("symbols"):
        return
    for path in sorted(change.difference.paths):
        for cls, members in _listed(change.base, path):
            now = change.stands(cls.name)
            there = _members(change.head, now) if now is not None and now.kind == "class" else {}
            gone = {value: place for value, place in members.items() if value not in there}
            if now is not None and gone and there and _is_enumeration(change.base, cls):
                yield now, gone


def _violation(name: str, at: SymbolView | FieldView, gone: list[str], was: SymbolView | FieldView) -> Violation:
    return Violation(
        constraint=f"enum_value:{name}",
        family="compatibility",
        severity="violation",
        place=at.place,
        symbol=name,
        message=f"`{ending(name, 2)}` no longer knows {listing(gone)}: rows and clients that have it do",
        evidence=(Evidence(was.place, f"knew {listing(gone)}"),),
        fix="keep the value, or migrate the rows and the clients that have it",
    )


def _enumerations(subject: Subject, path: str) -> Iterator[tuple[SymbolView, dict[str, SymbolView]]]:
    for cls, members in _listed(subject, path):
        if _is_enumeration(subject, cls):
            yield cls, members


def _is_enumeration(subject: Subject, cls: SymbolView) -> bool:
    return any(ENUMERATIONS.search(up.name) for up in ancestry(subject.graph, cls))


def _listed(subject: Subject, path: str) -> Iterator[tuple[SymbolView, dict[str, SymbolView]]]:
    """Classes outside tests that give names to literals."""
    if path in subject.files and not subject.is_test(path):
        for symbol in subject.outline(path):
            if symbol.kind == "class" and (members := _members(subject, symbol)):
                yield symbol, members


def _members(subject: Subject, cls: SymbolView) -> dict[str, SymbolView]:
    """The values that are written as literals, with where they are."""
    found: dict[str, SymbolView] = {}
    for symbol in subject.variables(cls):
        value = LITERAL.match(symbol.summary)
        if value is not None and not ending(symbol.name).startswith("_"):
            found[value[1].strip("'\"")] = symbol
    return found
