"""What those that write a model also do: an audit row, an event, a notification, a refreshed cache or index."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from constraints.bodies import by_symbol
from constraints.conduct import STORING, called
from constraints.phrases import ending
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.conduct import AssignmentView, EffectView, QueryView, assignments_in, effects_in, queries_in

HABIT = 0.5  # of the writers
FEWEST = 3  # writers that do it before it is a habit
SENDS = frozenset({"delay", "apply_async", "delay_on_commit", "apply_async_on_commit", "send", "send_robust", "enqueue",
                   "send_task", "publish", "emit", "dispatch", "notify"})  # fmt: skip
ORDINARY = frozenset(  # storing, logging, showing, plain collections
    {"save", "asave", "delete", "adelete", "add", "add_all", "commit", "flush", "refresh", "refresh_from_db",
     "rollback", "full_clean", "clean", "set", "update", "append", "pop", "clear", "remove", "write", "close",
     "setdefault", "extend", "create", "bulk_create", "bulk_update", "insert", "sort", "discard", "execute", "merge",
     "expire", "expunge", "debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print",
     "sleep", "raise_for_status", "success", "is_valid", "format", "join", "get", "put", "post", "patch", "start",
     "stop", "run", "wait", "seek", "read", "open", "__init__", "super", "on_commit", "atomic", "flash", "stdout",
     "setattr", "raise_error"}
)  # fmt: skip
WORDS = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Companion:
    """An effect that several writers of a model have, among those that it is most common with."""

    model: str  # dotted
    of: str  # what all those write: `Order`, `Order.status`; where the habit is one file's, `Order` in its path
    event: str  # dotted, or the last parts of what is called
    doing: dict[str, Place]  # writers that do it, by name
    writers: dict[str, Place]  # all of those

    @property
    def share(self) -> float:
        return len(self.doing) / len(self.writers)

    @property
    def lacking(self) -> dict[str, Place]:
        return {name: place for name, place in self.writers.items() if name not in self.doing}


def event(effect: EffectView) -> str:
    """The name that an effect goes by in all functions; '' for what is part of storing, logging or showing."""
    target = effect.callee
    parts = WORDS.findall(target.rpartition(":")[2])
    if not parts or parts[-1] in ORDINARY or parts[-1].startswith("__") or target.startswith("<builtin>"):
        return ""
    if effect.is_known:
        return target
    if target.startswith("<external>"):
        return ".".join(parts[-2:]) if parts[-1] in SENDS else ""
    return parts[-1] if parts[-1] not in SENDS else ".".join(parts[-2:])


def events(effects: Iterable[EffectView]) -> dict[str, EffectView]:
    return {name: effect for effect in effects if (name := event(effect))}


def writes(assignments: Iterable[AssignmentView], queries: Iterable[QueryView]) -> dict[str, set[str]]:
    """Models that are written, by the functions that do so."""
    found: dict[str, set[str]] = {}
    for one in assignments:
        if one.model:
            found.setdefault(one.model, set()).add(one.symbol)
    for query in queries:
        if query.model and query.is_known and query.terminal in STORING:
            found.setdefault(query.model, set()).add(query.symbol)
    return found


def companions(subject: Subject, model: str) -> list[Companion]:
    """Those of one model, by name of the event."""
    key = "companions", model
    found = subject.shared.get(key)
    if not isinstance(found, list):
        found = subject.shared[key] = _companions(subject, model)
    return found


def _companions(subject: Subject, model: str) -> list[Companion]:
    graph = subject.graph
    places: dict[str, Place] = {}
    groups: dict[str, set[str]] = {}
    leaf = ending(model)
    for one in assignments_in(graph, model=model):
        places.setdefault(one.symbol, one.place)
        groups.setdefault(f"`{leaf}.{one.field}`", set()).add(one.symbol)
    for query in queries_in(graph, models=[model]):
        if query.terminal in STORING:
            places.setdefault(query.symbol, query.place)
    product = {name: place for name, place in places.items() if not subject.is_test(place.path)}
    writers = {name: place for name, place in product.items() if _is_body(subject, name)}
    if len(writers) < FEWEST:
        return []
    for name, place in writers.items():
        groups.setdefault(f"`{leaf}`", set()).add(name)
        groups.setdefault(f"`{leaf}` in {place.path}", set()).add(name)
    done = {name: events(rows) for name, rows in by_symbol(effects_in(graph, writers), lambda row: row.symbol).items()}
    best: dict[str, Companion] = {}
    for of, names in groups.items():
        group = {name: writers[name] for name in sorted(names) if name in writers}
        for what in {what for name in group for what in done.get(name, ())}:
            doing = {name: done[name][what].place for name in group if what in done.get(name, ())}
            found = Companion(model, of, what, doing, group)
            rival = best.get(what)
            if len(doing) >= FEWEST and (rival is None or _rank(found) > _rank(rival)):
                best[what] = found
    return [best[what] for what in sorted(best)]


def _rank(one: Companion) -> tuple[bool, int, float, int, str]:
    """A habit of more than half; of those the one that most have, in the fewest words."""
    return one.share >= HABIT, len(one.doing), one.share, -len(one.of), one.of


def does(subject: Subject, function: str, name: str) -> bool:
    """Itself, or in what it calls."""
    if any(event(row) == name for row in effects_in(subject.graph, [function])):
        return True
    symbol = subject.symbol(function)
    inner = called(subject, symbol) if symbol is not None else set()
    return name in inner or any(event(row) == name for row in effects_in(subject.graph, inner))


def _is_body(subject: Subject, name: str) -> bool:
    symbol = subject.symbol(name)
    return symbol is not None and symbol.kind in ("function", "method")
