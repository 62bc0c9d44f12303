"""The guards that stand before an entry point.

What it notices
    For every endpoint: what runs before its handler and can refuse the caller (permission classes, decorators, mixins,
    dependencies, hooks, settings), in order; or that it is public by declaration; or that neither is known. What runs
    before all of a router, though it refuses nobody, is looked for too.

Why it matters
    A guard is one word in a decorator list, a base class or a router far away. Code that works without it passes every
    happy-path test, and lets everybody in.

Example
    class OrderViewSet(ModelViewSet):
        permission_classes = [IsAuthenticated]

        @action(detail=True, methods=["post"], permission_classes=[CanRefund])
        def refund(self, request, pk): ...

    entry_point_guard:shop.orders.api.OrderViewSet.refund: `POST /orders/<pk>/refund/` answers only callers that
    `CanRefund` lets through.

Limits
    "Unknown" means that no guard was found, not that there is none: middleware outside the repository, a gateway, or a
    house guard that was not recognised may refuse the caller. Checks inside the handler's body come last, as far as
    they are recognised; one that goes is the business of `refusal`.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

from constraints.callers import LOGIN_ONLY, PUBLIC
from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Severity, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.classes import ancestry
from indexer.graph.permissions import idle_guards
from indexer.graph.web import BeforeView, EndpointView, before_all, endpoints, endpoints_handled_by


def derive(subject: Subject) -> Iterator[Constraint]:
    by_handler = sorted(_endpoints(subject), key=lambda endpoint: (endpoint.handler, endpoint.path, endpoint.methods))
    for handler, routed in groupby(by_handler, key=lambda endpoint: endpoint.handler):
        routes = list(routed)
        if len({(route.access, route.guards) for route in routes}) == 1:
            yield constraint(handler, routes)
        else:  # the way in decides who is let through
            for path, same_path in groupby(routes, key=lambda endpoint: endpoint.path):
                yield constraint(f"{handler}:{path}", list(same_path))


def broken(change: Change) -> Iterator[Violation]:
    """A handler that is still there and no longer behind a guard that it was behind: one finding a guard and place."""
    if change.same("endpoints", "before", "idle_guards"):
        return
    idle = {(guard.handler, guard.name): guard.reason for guard in idle_guards(change.head.graph)}
    found: dict[tuple[object, ...], list[_Lost]] = {}
    for before, after in _pairs(change):
        lost = _lost(change, before, after) if before != after else None
        if lost is not None:
            file = before.place.path if lost.put is None else lost.put
            found.setdefault((lost.names, lost.weaker, file), []).append(lost)
    for alike in found.values():
        first = alike[0]
        reason = next((idle[key] for name in first.names if (key := (first.after.handler, name)) in idle), "")
        yield violation(alike, reason, seat(change, first))
    yield from unhooked(change)


ROLES = re.compile(r"(^|[._])(roles?|any|one_of|allow_permission|accepted)([._]|$)|Roles?(\.|$)", re.IGNORECASE)
MAY_LEAVE_OUT = frozenset({"optional", "auto_error", "allow_anonymous", "required"})  # keywords of guards


@dataclass(frozen=True, slots=True)
class _Lost:
    before: EndpointView
    after: EndpointView
    names: tuple[str, ...]  # of the base
    weaker: tuple[str, ...]  # what stands in their place
    put: Place | None  # where the first of them was put before the endpoint
    severity: Severity


def _pairs(change: Change) -> Iterator[tuple[EndpointView, EndpointView]]:
    """Each endpoint of the base with what has become of it, but for handlers of which nothing differs."""
    routes, old = _concerned(change)
    exact = {(route.handler, route.path, route.methods): route for route in routes}
    by_handler: dict[str, list[EndpointView]] = defaultdict(list)
    for route in routes:
        by_handler[route.handler].append(route)
    for before in old:
        handler = change.now(before.handler)
        same = exact.get((handler, before.path, before.methods))
        for after in [same] if same else by_handler[handler]:
            if _methods_meet(before, after):
                yield before, after


def _concerned(change: Change) -> tuple[list[EndpointView], list[EndpointView]]:
    """Endpoints of the head and of the base whose handlers have one that differs: all of theirs."""
    differ = change.sameness.handlers
    if differ is None:
        return endpoints(change.head.graph), endpoints(change.base.graph)
    before = differ[0] | {change.was(name) for name in differ[1]}
    after = differ[1] | {change.now(name) for name in before}
    return endpoints_handled_by(change.head.graph, after), endpoints_handled_by(change.base.graph, before)


def _methods_meet(before: EndpointView, after: EndpointView) -> bool:
    return not before.methods or not after.methods or bool({*before.methods} & {*after.methods})


def _lost(change: Change, before: EndpointView, after: EndpointView) -> _Lost | None:
    """What stood before the endpoint and does not, unless as much came from elsewhere that is no weaker."""
    had, has = _standing(before), _standing(after)
    now = {guard.name for guard in has}
    was = {change.now(guard.name): guard for guard in had}
    gone = [guard for name, guard in was.items() if name not in now]
    gained = [guard for guard in has if guard.name not in was and not PUBLIC.search(guard_name(guard.name))]
    if gone and not any(guard.origin == "settings" for guard in gone):  # what holds of whatever says nothing
        gained = [guard for guard in gained if guard.origin != "settings"]
    if gone:
        public = after.access == "public" and before.access == "guarded"
        weaker = public or all(LOGIN_ONLY.search(guard_name(guard.name)) for guard in gained)
        was_login = all(LOGIN_ONLY.search(guard_name(guard.name)) for guard in gone)
        if gained and len(gained) >= len(gone) and (not weaker or was_login):
            return None
        if gained and not public and not weaker:
            return None
        return _Lost(
            before,
            after,
            tuple(guard.name for guard in gone),
            tuple(guard.name for guard in gained),
            gone[0].put,
            "violation",
        )
    changed = [
        (old, new)
        for old in had
        for new in has
        if change.now(old.name) == new.name
        and _asks_less(old.name, _arguments(had, old.name), _arguments(has, new.name))
    ]
    if gained:
        return None
    if not changed:
        return _one_of_them(change, before, after, had, has)
    old, new = changed[0]
    spelled_out = f"{guard_name(new.name)}({new.arguments})"
    return _Lost(before, after, (f"{guard_name(old.name)}({old.arguments})",), (spelled_out,), old.put, "violation")


def _one_of_them(
    change: Change, before: EndpointView, after: EndpointView, had: list[BeforeView], has: list[BeforeView]
) -> _Lost | None:
    """`IsOwner & IsAdmin` became `IsOwner | IsAdmin`: one of the same guards is enough now."""
    now = {guard.name: guard.composed for guard in has}
    for old in had:
        composed = now.get(change.now(old.name), "")
        if old.composed.count("|") < composed.count("|") and old.composed.count("&") > composed.count("&"):
            return _Lost(before, after, (old.composed,), (composed,), old.put, "violation")
    return None


def _standing(route: EndpointView) -> list[BeforeView]:
    """Checks that the handler makes itself are another rule's."""
    return [guard for guard in route.before if guard.guards and guard.origin != "body"]


def _arguments(guards: list[BeforeView], name: str) -> frozenset[str]:
    """Words that a guard is given, wherever it stands."""
    return frozenset(
        word for guard in guards if guard.name == name for word in re.findall(r"[\w.:-]+", guard.arguments)
    )


def _asks_less(guard: str, old: frozenset[str], new: frozenset[str]) -> bool:
    """A right fewer, or a role more: whoever has one of the roles is let in."""
    if ROLES.search(guard_name(guard)) or any(ROLES.search(word) for word in old | new):
        return old < new
    return new < old or bool(MAY_LEAVE_OUT & (new - old) and {"True", "False"} & (new - old))


def unhooked(change: Change) -> Iterator[Violation]:
    """What ran before all that a router or an application answers, is still there, and runs before nothing now."""
    gone = _of_all(_concerned(change)[1], change.difference.paths)
    for name in before_all(change.head.graph) if gone else ():
        gone.pop(change.was(name), None)
    for name, routes in gone.items():
        now = change.stands(name)
        if now is None or now.place.path not in change.difference.paths or _replaced(change, routes):
            continue
        yield Violation(
            constraint=f"entry_point_guard:{routes[0].handler}",
            family="permission",
            severity="suspicion",
            place=now.place,
            symbol=now.name,
            message=f"`{ending(now.name)}` no longer runs before {spelled(routes[0])}"
            f"{f' and {len(routes) - 1} more' if len(routes) > 1 else ''}, and before nothing else",
            evidence=tuple(Evidence(route.place, f"{spelled(route)} came after it") for route in routes[:3]),
            fix=f"register `{ending(now.name)}` again, or take it away with its reason",
        )


def _of_all(routes: list[EndpointView], paths: Collection[str]) -> dict[str, list[EndpointView]]:
    """Functions of some files that stand before all of a router and are known to refuse nobody, each with what they
    stand before."""
    found: dict[str, list[EndpointView]] = {}
    for route in routes:
        for one in route.before:
            if one.origin == "router" and one.place and one.place.path in paths and not one.guards:
                found.setdefault(one.name, []).append(route)
    return found


def _replaced(change: Change, routes: list[EndpointView]) -> bool:
    """Something else runs before them that did not."""
    first = routes[0]
    was = {change.now(one.name) for one in first.before}
    return any(
        one.name not in was
        for after in endpoints_handled_by(change.head.graph, [change.now(first.handler)])
        for one in after.before
    )


def seat(change: Change, lost: _Lost) -> Place:
    """Where it is told: at the entry point; where its file is as it was, where the guard stood, or at the base class
    that gave it."""
    changed, after = change.difference.paths, lost.after
    if after.place.path in changed:
        return after.place
    if lost.put is not None and lost.put.path in changed:
        return lost.put
    for name in (after.handler, after.handler.rpartition(".")[0]):
        cls = change.head.symbol(name)
        for up in ancestry(change.head.graph, cls) if cls is not None and cls.kind == "class" else ():
            if up.place is not None and up.place.path in changed:
                return up.place
    return after.place


def violation(alike: list[_Lost], reason: str, place: Place) -> Violation:
    first = alike[0]
    after = first.after
    names = listing([guard_name(name) for name in first.names])
    left = listing(list(dict.fromkeys(guard_name(guard.name) for guard in _standing(after))))
    still = f"only {left} {'are' if ' and ' in left else 'is'} left" if left else "nothing known refuses a caller now"
    if reason:
        still = f"it stands {reason} and never runs"
    more = len({lost.after.path for lost in alike}) - 1
    others = f" and {more} more" if more else ""
    verb = "are" if more else "is"
    return Violation(
        constraint=f"entry_point_guard:{after.handler}",
        family="permission",
        severity=first.severity,
        place=place,
        symbol=after.handler,
        message=f"{spelled(after)}{others} {verb} no longer behind {names}: {still}",
        evidence=(
            Evidence(first.before.place, f"was behind {names}"),
            *(Evidence(lost.before.place, spelled(lost.before)) for lost in alike[1:4]),
        ),
        fix=f"put {names} back, or say in the change why everybody may call it",
    )


def constraint(name: str, routes: list[EndpointView]) -> Constraint:
    first = routes[0]
    places = {route.place: "the entry point" for route in routes}
    places |= {route.route: "routed here" for route in routes if route.route and route.route not in places}
    for before in first.before:
        if before.guards and before.place:
            places.setdefault(before.place, f"{guard_name(before.name)} ({before.origin})")
    return Constraint(
        id=f"entry_point_guard:{name}",
        family="permission",
        statement=f"{listing([spelled(route) for route in routes], 3)} {answers(first, several=len(routes) > 1)}",
        scope=Scope(
            symbols=(first.handler,),
            paths=tuple(sorted({place.path for route in routes for place in (route.place, route.route) if place})),
        ),
        origin="enforced" if first.access == "guarded" else "declared" if first.access == "public" else "inferred",
        severity="violation" if first.access == "guarded" else "note",
        evidence=tuple(Evidence(place, says) for place, says in places.items()),
    )


def spelled(route: EndpointView) -> str:
    return f"{','.join(route.methods)} {route.path}".lstrip()


def answers(route: EndpointView, *, several: bool) -> str:
    if route.access == "guarded":
        guards = list(dict.fromkeys(map(guard_name, route.guards)))
        let = "let" if len(guards) > 1 else "lets"
        return f"{'answer' if several else 'answers'} only callers that {listing(guards)} {let} through"
    if route.access == "public":
        return f"{'are' if several else 'is'} public by declaration"
    known = "have no known guard; whether they are" if several else "has no known guard; whether it is"
    return f"{known} meant to be public is unknown"


def guard_name(name: str) -> str:
    """A callable object goes by its class; a composition is spelled as it is."""
    if " " in name:
        return name
    return ending(name.removesuffix(".__call__"))


def _endpoints(subject: Subject) -> list[EndpointView]:
    """Whole handlers: what one route of a handler is held to shows only beside its others."""
    graph = subject.graph
    if subject.paths is None:
        return endpoints(graph)
    return endpoints_handled_by(
        graph, [found.handler for path in subject.paths for found in endpoints(graph, path=path)]
    )
