"""What the functions in the files of a change do, before and after: what most rules on bodies compare."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar, cast

from constraints.bodies import by_symbol, touched
from constraints.change import Change
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.calls import callees
from indexer.graph.conduct import (
    AssignmentView,
    ContextView,
    EffectView,
    QueryView,
    RefusalView,
    TransactionView,
    assignments_in,
    contexts_in,
    effects_in,
    queries_in,
    refusals_in,
    transactions_in,
)
from indexer.graph.conduct_nodes import SETTER
from indexer.graph.names import SymbolView
from indexer.graph.statements import PASS, prints_in

STORING = frozenset(
    {"create", "acreate", "get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create", "bulk_create",
     "abulk_create", "update", "aupdate", "bulk_update", "abulk_update", "delete", "adelete", "insert"}
)  # fmt: skip
SAVING = (".save(", ".asave(", ".delete(", ".adelete(", ".bulk_create(", ".bulk_update(", ".add(", ".add_all(",
          ".flush(", ".set(", ".remove(", ".clear(")  # fmt: skip


KINDS = ("refusals", "queries", "effects", "contexts", "assignments", "transactions", "handed")


class _Row(Protocol):
    @property
    def symbol(self) -> str: ...

    @property
    def place(self) -> Place: ...


Row = TypeVar("Row", bound=_Row)


@dataclass(frozen=True, slots=True)
class Body:
    """What one function does, each in the order of lines."""

    symbol: SymbolView
    refusals: list[RefusalView]
    queries: list[QueryView]
    effects: list[EffectView]
    contexts: list[ContextView]
    assignments: list[AssignmentView]
    transactions: list[TransactionView]
    handed: list[AssignmentView]  # values of states that functions give which it calls

    @property
    def steps(self) -> list[AssignmentView]:
        """All values that it gives, or has given."""
        return sorted([*self.assignments, *self.handed], key=lambda one: one.place) if self.handed else self.assignments

    def in_transaction(self, line: int) -> bool:
        """Is a transaction of the function open there? A decorator's spans all of it."""
        return any(
            one.by in ("decorator", "request") or one.place.line <= line <= one.end_line for one in self.transactions
        )

    @property
    def stores(self) -> list[int]:
        """Lines that write to the database, as far as the function does so itself."""
        lines = {assignment.place.line for assignment in self.assignments}
        lines |= {query.place.line for query in self.queries if query.terminal in STORING}
        lines |= {effect.place.line for effect in self.effects if any(call in effect.text for call in SAVING)}
        return sorted(lines)


@dataclass(frozen=True, slots=True)
class Bodies:
    """The functions outside tests of one side, by dotted name; only those in the files that differ."""

    before: dict[str, Body]
    after: dict[str, Body]


def bodies(change: Change) -> Bodies:
    paths = tuple(sorted(change.difference.paths))
    return Bodies(_of(change.base, paths), _of(change.head, paths))


def standing(change: Change) -> Iterator[tuple[Body, Body]]:
    """The functions of both sides, as they were and as they are."""
    both = bodies(change)
    for name, before in both.before.items():
        after = both.after.get(change.now(name))
        if after is not None:
            yield before, after


def working(subject: Subject) -> list[Body]:
    """The functions outside tests of the files that a subject is about, each as its own file has it."""
    found = subject.shared.get("working")
    if found is None:
        paths = sorted(subject.files if subject.paths is None else subject.paths)
        found = subject.shared["working"] = [body for path in paths for body in _in_file(subject, path)]
    return cast(list[Body], found)


def helpers(change: Change, before: Body, after: Body) -> set[str]:
    """What the function now calls and did not call, and what that calls: where a part of it may have gone."""
    were = {change.now(name) for name in called(change.base, before.symbol)}
    gained = called(change.head, after.symbol) - were
    further = {name for one in gained if (symbol := change.head.symbol(one)) for name in called(change.head, symbol)}
    return gained | further


def called(subject: Subject, symbol: SymbolView) -> set[str]:
    """Dotted names of the repository."""
    return {call.callee for call in callees(subject.graph, symbol) if call.callee}


def has_changed(change: Change, after: SymbolView) -> bool:
    """Is the function new, or does it say something else than it did?"""
    was = _prints(change.base, change).get(change.was(after.name))
    return was is None or was != _prints(change.head, change).get(after.name)


def only_lost(change: Change, before: SymbolView, after: SymbolView) -> int:
    """How many statements a function has lost; 0 where it gained one other than `pass`, whatever else it lost."""
    was = _prints(change.base, change).get(before.name, ())
    now = _prints(change.head, change).get(after.name, ())
    before_it, after_it = Counter(was), Counter(one for one in now if one != PASS)
    return (before_it - after_it).total() if not after_it - before_it else 0


def only_gained(change: Change, before: SymbolView, after: SymbolView) -> int:
    """How many statements a function has gained; 0 where it lost one."""
    was = Counter(_prints(change.base, change).get(before.name, ()))
    now = Counter(_prints(change.head, change).get(after.name, ()))
    return (now - was).total() if not was - now else 0


def gained_decorator(before: Body, after: Body) -> bool:
    return bool(set(after.symbol.decorators) - set(before.symbol.decorators))


def _prints(subject: Subject, change: Change) -> dict[str, tuple[int, ...]]:
    paths = tuple(sorted(change.difference.paths))
    return subject.graph.derived(("prints", paths), lambda: prints_in(subject.graph, paths))


def _of(subject: Subject, paths: tuple[str, ...]) -> dict[str, Body]:
    return subject.graph.derived(("bodies", paths), lambda: _read(subject, paths))


def _read(subject: Subject, paths: tuple[str, ...]) -> dict[str, Body]:
    symbols = {symbol.name: symbol for symbol in touched(subject, paths)}
    graph = subject.graph
    refusals = _grouped(refusals_in(graph, symbols))
    queries = _grouped(queries_in(graph, symbols))
    effects = _grouped(effects_in(graph, symbols))
    contexts = _grouped(contexts_in(graph, symbols))
    given = assignments_in(graph, symbols, through_setters=True)
    assignments = _grouped(one for one in given if one.by != SETTER)
    handed = _grouped(one for one in given if one.by == SETTER)
    transactions = _grouped(transactions_in(graph, symbols))
    return {
        name: Body(
            symbol,
            refusals[name],
            queries[name],
            effects[name],
            contexts[name],
            assignments[name],
            transactions[name],
            handed[name],
        )
        for name, symbol in symbols.items()
    }


def _in_file(subject: Subject, path: str) -> Iterator[Body]:
    """Two source roots may hold a module of the same name: rows of the other are left out."""
    for body in _read(subject, (path,)).values():
        yield Body(body.symbol, *(_of_file(getattr(body, kind), path) for kind in KINDS))


def _of_file(rows: Iterable[Row], path: str) -> list[Row]:
    return [row for row in rows if row.place.path == path]


def _grouped(rows: Iterable[Row]) -> defaultdict[str, list[Row]]:
    return by_symbol(rows, lambda row: row.symbol)
