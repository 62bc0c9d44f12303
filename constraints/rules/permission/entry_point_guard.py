"""The guards that stand before an entry point.

What it notices
    For every endpoint: what runs before its handler and can refuse the caller (permission classes, decorators, mixins,
    dependencies, hooks, settings), in order; or that it is public by declaration; or that neither is known.

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
    house guard that was not recognised may refuse the caller. Checks inside the handler's body are not listed.
"""

from collections.abc import Iterator
from itertools import groupby

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.web import EndpointView, endpoints, endpoints_handled_by


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
    """A handler that is still there and no longer behind a guard that it was behind."""
    now = {(route.handler, route.path, route.methods): route for route in endpoints(change.head.graph)}
    by_handler: dict[str, list[EndpointView]] = {}
    for route in now.values():
        by_handler.setdefault(route.handler, []).append(route)
    for before in endpoints(change.base.graph):
        handler = change.now(before.handler)
        same = now.get((handler, before.path, before.methods))
        for after in [same] if same else by_handler.get(handler, []):
            lost = [name for name in before.guards if change.now(name) not in after.guards]
            gained = [name for name in after.guards if name not in {change.now(other) for other in before.guards}]
            if lost and not gained:
                yield violation(before, after, lost)


def violation(before: EndpointView, after: EndpointView, lost: list[str]) -> Violation:
    names = listing([guard_name(name) for name in dict.fromkeys(lost)])
    left = listing([guard_name(name) for name in dict.fromkeys(after.guards)])
    still = f"only {left} is left" if left else "nothing known refuses a caller now"
    return Violation(
        constraint=f"entry_point_guard:{after.handler}",
        family="permission",
        severity="violation",
        place=after.place,
        symbol=after.handler,
        message=f"{spelled(after)} is no longer behind {names}: {still}",
        evidence=(Evidence(before.place, f"was behind {names}"),),
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
    """A callable object goes by its class."""
    return ending(name.removesuffix(".__call__"))


def _endpoints(subject: Subject) -> list[EndpointView]:
    """Whole handlers: what one route of a handler is held to shows only beside its others."""
    graph = subject.graph
    if subject.paths is None:
        return endpoints(graph)
    return endpoints_handled_by(
        graph, [found.handler for path in subject.paths for found in endpoints(graph, path=path)]
    )
