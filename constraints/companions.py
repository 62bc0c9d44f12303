"""What those that write a model also do: an audit row, an event, a notification, a refreshed cache or index."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from constraints.bodies import by_symbol
from constraints.conduct import STORING, called
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.conduct import AssignmentView, EffectView, QueryView, assignments_in, effects_in, queries_in

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
    """An effect that most writers of a model have."""

    model: str  # dotted
    event: str  # dotted, or the last parts of what is called
    doing: dict[str, Place]  # writers that do it, by name
    writers: dict[str, Place]  # all

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
    assigned = assignments_in(graph, model=model)
    asked = [query for query in queries_in(graph, model=model) if query.terminal in STORING]
    places = {one.symbol: one.place for one in reversed(asked)} | {one.symbol: one.place for one in reversed(assigned)}
    writers = {
        name: place for name, place in places.items() if not subject.is_test(place.path) and _is_body(subject, name)
    }
    if len(writers) < FEWEST:
        return []
    done = {name: events(rows) for name, rows in by_symbol(effects_in(graph, writers), lambda row: row.symbol).items()}
    names = sorted({name for found in done.values() for name in found})
    return [
        Companion(model, name, {w: done[w][name].place for w in writers if name in done.get(w, ())}, writers)
        for name in names
        if sum(name in done.get(w, ()) for w in writers) >= FEWEST
    ]


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
