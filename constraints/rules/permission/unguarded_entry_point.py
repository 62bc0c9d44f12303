"""A new entry point without the guard that its siblings have.

What it notices
    A handler that the base does not have, or a class or function beside handlers that is made like them, without any
    guard of its own, where at least four of five entry points of its module (three or more) have one.

Why it matters
    What is new is copied from what is there, without the line above it. Nothing fails: it answers everybody.

Example
    Every view of `shop.billing.views` is behind `login_required`; a new `export` is not.

    unguarded_entry_point:shop.billing.views: 7 of 7 entry points of `shop.billing.views` have a guard of their own.

Limits
    Guards that all of them inherit alike say nothing about the new one. Siblings are those of one module.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from constraints.callers import is_guard_call, leaf
from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Severity, Support, Violation
from constraints.phrases import ending, listing
from constraints.rules.permission.entry_point_guard import guard_name, spelled
from constraints.rules.permission.refusal import refuses_a_caller
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.classes import ancestry
from indexer.graph.conduct import effects_in, refusals_in
from indexer.graph.difference import ALIKE, TELLING, features_of
from indexer.graph.names import SymbolView, outline
from indexer.graph.web import EndpointView, endpoints, handlers

LEAST, SHARE = 3, 0.8  # siblings, and the share of them, from which a guard counts as what is done here
INHERITED = frozenset({"settings", "middleware", "router"})
DECORATED = ("decorator", "method")  # origins of guards that are written above a function
NESTING = 2  # segments of a path that siblings of small modules share


@dataclass(frozen=True, slots=True)
class _Custom:
    """A guard that most entry points of one place have."""

    guard: str
    kept: tuple[EndpointView, ...]
    of: int


def derive(subject: Subject) -> Iterator[Constraint]:
    every = endpoints(subject.graph)
    asked = None if subject.paths is None else set(subject.paths)
    for path, routes in _by_module(subject, every).items():
        if asked is not None and path not in asked:
            continue
        custom = _custom(routes)
        if custom is not None:
            module = subject.files[path].module if path in subject.files else path
            yield Constraint(
                id=f"unguarded_entry_point:{module}",
                family="permission",
                statement=f"{len(custom.kept)} of {custom.of} entry points of `{module}` are behind "
                f"`{guard_name(custom.guard)}`",
                scope=Scope(symbols=(), paths=(path,)),
                origin="inferred",
                severity="violation",
                evidence=tuple(Evidence(route.place, spelled(route)) for route in custom.kept[:4]),
                support=Support(len(custom.kept), custom.of),
            )


def broken(change: Change) -> Iterator[Violation]:
    """What is new and lacks the guard of its siblings."""
    if not _defines(change) and (change.same("endpoints") or not _new_handlers(change)):
        return
    before = endpoints(change.base.graph)
    modules = _by_module(change.base, before)
    said = {change.now(route.handler) for route in before}  # also those that a class inherits: no symbol tells of them
    for route in endpoints(change.head.graph):
        if route.handler in said or route.place.path not in change.difference.paths:
            continue
        if not change.is_new(route.handler) or change.head.is_test(route.place.path):
            continue
        if route.access == "public":
            continue
        custom = _custom(_siblings(modules, before, route))
        if custom is not None and not _is_guarded(change, route, custom):
            said.add(route.handler)
            yield _violation(route.handler, f"new {spelled(route)}", route, custom, "violation")
            continue
        handler = change.head.symbol(route.handler)
        twin = _twin(change, handler, modules.get(route.place.path, [])) if handler else None
        if twin is not None and not _own(route):
            said.add(route.handler)
            yield _copied(f"new {spelled(route)}", handler or route.handler, route.place, twin)
    for cls in _new_classes(change):
        custom = _custom([route for route in modules.get(cls.place.path, ()) if _is_own(change.base, route)])
        if custom is not None and _is_made_alike(change, cls, custom) and not _guards_itself(change, cls, custom):
            yield _violation(cls.name, f"new `{ending(cls.name)}`", cls, custom, "violation")
            continue
        twin = _twin(change, cls, modules.get(cls.place.path, []))
        if twin is not None and not _guards_itself(change, cls, _Custom(_own(twin)[0], (twin,), 1), body=False):
            yield _copied(f"new `{ending(cls.name)}`", cls, cls.place, twin)
    yield from _new_methods(change, before, {route.handler for route in endpoints(change.head.graph)})


def _new_handlers(change: Change) -> bool:
    """Does anything answer that did not?"""
    was = {change.now(name) for name, _ in handlers(change.base.graph)}
    return any(name not in was for name, _ in handlers(change.head.graph))


def _defines(change: Change) -> bool:
    """Is there a new class or method beside old code?"""
    for path in change.difference.modified:
        if path in change.head.files and not change.head.is_test(path):
            known = {symbol.name for symbol in change.base.outline(path)}
            new = [symbol for symbol in change.head.outline(path) if symbol.name not in known]
            if any(symbol.kind in ("class", "method") and change.is_new(symbol.name) for symbol in new):
                return True
    return False


def _new_methods(change: Change, routes: list[EndpointView], routed: set[str]) -> Iterator[Violation]:
    """Much like a method of the same class that a guard decorates; no route is known to lead to them."""
    classes = {name for route in routes for name in (route.handler, route.handler.rpartition(".")[0])}
    guards = {guard_name(b.name) for route in routes for b in route.before if b.guards and b.origin in DECORATED}
    for path in change.difference.modified:
        if path not in change.base.files or change.base.is_test(path):
            continue
        beside = [s for s in change.base.outline(path) if s.kind == "method" and s.parent in classes]
        for symbol in change.head.outline(path) if beside else ():
            if symbol.kind != "method" or symbol.name in routed or not change.is_new(symbol.name):
                continue
            if guards & {ending(name) for name in symbol.decorators} or ending(symbol.name).startswith("_"):
                continue
            siblings = [s for s in beside if change.now(s.parent or "") == symbol.parent]
            twin = _decorated_twin(change, symbol, siblings, guards)
            if twin is not None:
                missing = listing([ending(name) for name in twin.decorators if ending(name) in guards])
                yield Violation(
                    constraint=f"unguarded_entry_point:{symbol.name}",
                    family="permission",
                    severity="violation",
                    place=symbol.place,
                    symbol=symbol.name,
                    message=f"new `{ending(symbol.name, 2)}` is much like `{ending(twin.name)}` and is not behind "
                    f"{missing}, as that is",
                    evidence=(Evidence(twin.place, f"behind {missing}"),),
                    fix=f"put {missing} before it, or declare that it is public",
                )


def _decorated_twin(change: Change, new: SymbolView, siblings: list[SymbolView], guards: set[str]) -> SymbolView | None:
    traits = features_of(change.head.graph, new)
    found, best = None, ALIKE
    for other in siblings if len(traits) >= TELLING else ():
        there = features_of(change.base.graph, other)
        likeness = len(traits & there) / len(traits | there) if len(there) >= TELLING else 0
        if likeness > best:
            found, best = other, likeness
    return found if found is not None and guards & {ending(name) for name in found.decorators} else None


def _violation(name: str, what: str, at: EndpointView | SymbolView, custom: _Custom, severity: Severity) -> Violation:
    guard = guard_name(custom.guard)
    return Violation(
        constraint=f"unguarded_entry_point:{name}",
        family="permission",
        severity=severity,
        place=at.place,
        symbol=name,
        message=f"{what} is not behind `{guard}`, as {len(custom.kept)} of {custom.of} entry points beside it are",
        evidence=tuple(Evidence(route.place, f"{spelled(route)} is") for route in custom.kept[:4]),
        fix=f"put {listing([guard])} before it, or declare that it is public",
    )


def _copied(what: str, symbol: SymbolView | str, place: Place, twin: EndpointView) -> Violation:
    name = symbol if isinstance(symbol, str) else symbol.name
    guards = listing([guard_name(guard) for guard in _own(twin)])
    return Violation(
        constraint=f"unguarded_entry_point:{name}",
        family="permission",
        severity="violation",
        place=place,
        symbol=name,
        message=f"{what} is much like `{ending(twin.handler, 2)}` and is not behind {guards}, as that is",
        evidence=(Evidence(twin.place, f"{spelled(twin)} is behind {guards}"),),
        fix=f"put {guards} before it, or declare that it is public",
    )


def _own(route: EndpointView) -> list[str]:
    """The guards that were put before this endpoint, not before all."""
    inherited = INHERITED | {"base class", "body"}
    return list(dict.fromkeys(b.name for b in route.before if b.guards and b.origin not in inherited))


def _twin(change: Change, new: SymbolView, siblings: list[EndpointView]) -> EndpointView | None:
    """The entry point of its module that it is most like, where it is much like one that has a guard of its own."""
    traits = features_of(change.head.graph, new)
    found, best = None, ALIKE
    if len(traits) < TELLING:
        return None
    for route in siblings:
        other = _class_of(change.base, route) if new.kind == "class" else change.base.symbol(route.handler)
        if other is None or other.kind != new.kind:
            continue
        there = features_of(change.base.graph, other)
        likeness = len(traits & there) / len(traits | there) if len(there) >= TELLING else 0
        if likeness > best or (likeness == best and found is not None and not _own(found)):
            found, best = route, likeness
    return found if found is not None and _own(found) else None


def _by_module(subject: Subject, routes: list[EndpointView]) -> dict[str, list[EndpointView]]:
    found: dict[str, list[EndpointView]] = defaultdict(list)
    for route in routes:
        if not subject.is_test(route.place.path):
            found[route.place.path].append(route)
    return found


def _siblings(
    modules: dict[str, list[EndpointView]], every: list[EndpointView], route: EndpointView
) -> list[EndpointView]:
    beside = modules.get(route.place.path, [])
    if len({other.handler for other in beside}) >= LEAST:
        return beside
    start = route.path.split("/")[1 : NESTING + 1]
    return [other for other in every if other.path.split("/")[1 : NESTING + 1] == start]


def _custom(routes: list[EndpointView]) -> _Custom | None:
    """The guard that most of them have and are not simply given; each handler counts once."""
    handlers = {route.handler: route for route in routes if route.access != "public"}
    behind: Counter[str] = Counter()
    for route in handlers.values():
        behind.update({b.name for b in route.before if b.guards and b.origin not in (*INHERITED, "body")})
    for name, number in behind.most_common():
        if number >= LEAST and number >= SHARE * len(handlers):
            inherited = [
                b.origin == "base class" for r in handlers.values() for b in r.before if b.guards and b.name == name
            ]
            if not all(inherited):
                kept = tuple(route for route in handlers.values() if name in route.guards)
                return _Custom(name, kept, len(handlers))
    return None


def _is_guarded(change: Change, route: EndpointView, custom: _Custom) -> bool:
    """By the guard of its siblings, or by another one that was put before it alone."""
    guards = [b for b in route.before if b.guards and b.origin != "body"]
    if any(b.name == change.now(custom.guard) or b.origin not in INHERITED | {"base class"} for b in guards):
        return True
    return any(refuses_a_caller(row) and row.denies for row in refusals_in(change.head.graph, [route.handler]))


def _new_classes(change: Change) -> Iterator[SymbolView]:
    """Those that no route is known to lead to."""
    routed = {route.handler for route in endpoints(change.head.graph)}
    routed |= {handler.rpartition(".")[0] for handler in routed}
    for path in change.difference.modified:
        if path in change.head.files and not change.head.is_test(path):
            for symbol in change.head.outline(path):
                if symbol.kind == "class" and change.is_new(symbol.name) and symbol.name not in routed:
                    yield symbol


def _class_of(subject: Subject, route: EndpointView) -> SymbolView | None:
    for name in (route.handler, route.handler.rpartition(".")[0]):
        found = subject.symbol(name)
        if found is not None and found.kind == "class":
            return found
    return None


def _is_own(subject: Subject, route: EndpointView) -> bool:
    return _class_of(subject, route) is not None


def _is_made_alike(change: Change, cls: SymbolView, custom: _Custom) -> bool:
    """It has a base of a sibling that has the guard."""
    own = {above.name for above in ancestry(change.head.graph, cls) if above.distance == 1}
    siblings = {found.name for route in custom.kept if (found := _class_of(change.base, route))}
    return any(
        change.now(above.name) in own
        for name in siblings
        for above in ancestry(change.base.graph, name)
        if above.distance == 1
    )


def _guards_itself(change: Change, cls: SymbolView, custom: _Custom, *, body: bool = True) -> bool:
    """By a decorator, a base, an attribute where its siblings put their guards, or a check in a method."""
    graph = change.head.graph
    members = [row for row in outline(graph, cls.place.path) if row.name.startswith(f"{cls.name}.")]
    names = [row.name for row in members]
    known = {ending(b.name.removesuffix(".__call__")) for route in custom.kept for b in route.before if b.guards}
    puts = {b.put for route in custom.kept for b in route.before if b.guards and b.put is not None}
    attributes = {
        leaf(row.name)
        for row in outline(change.base.graph, cls.place.path)
        if row.kind in ("variable", "field") and row.place in puts
    }
    marks = {mark for row in (cls, *members) for mark in row.decorators}
    marks |= {above.name for above in ancestry(graph, cls)}
    marked = {ending(mark) for mark in marks} & known
    if marked or any(is_guard_call(mark) for mark in marks) or attributes & {leaf(name) for name in names}:
        return True
    if not body:
        return False
    if any(is_guard_call(row.callee) for row in effects_in(graph, names)):
        return True
    return any(row.denies for row in refusals_in(graph, names))
