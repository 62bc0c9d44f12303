"""Paths that clients ask for.

What it notices
    Every endpoint: its path, and the methods that it answers there.

Why it matters
    Clients outside the repository hold the path as text: no caller in the repository breaks when it changes, and no
    test that names the route rather than the path.

Example
    @router.post("/orders/{id}/refund")
    def refund(id: int): ...

    public_path:shop.api.refund: `refund` answers `POST /orders/{id}/refund`.

Limits
    A parameter of another name is the same path. An endpoint whose handler is removed with it was taken away on
    purpose. A path that is built from configuration is compared as far as it is known.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.modules import all_imports
from indexer.graph.web import EndpointView, endpoints, endpoints_handled_by

PARAMETER = re.compile(r"<[^>]*>|\{[^}]*\}|\(\?P<[^>]*>[^/]*\)")
ANY = "any method"


def derive(subject: Subject) -> Iterator[Constraint]:
    for handler, answered in by_handler(subject).items():
        yield constraint(handler, answered)


def broken(change: Change) -> Iterator[Violation]:
    """A handler that is still there and no longer answers where it did."""
    if change.same("endpoints"):
        return
    after = by_handler(change.head)
    taken = taken_methods(after)
    moved: dict[tuple[str, str], list[tuple[EndpointView, str, list[EndpointView]]]] = defaultdict(list)
    for handler, answered in by_handler(change.base).items():
        name = change.now(handler)
        if change.head.symbol(name) is None and name not in after:
            continue  # taken away whole
        now = after.get(name, [])
        known = {plain(endpoint.path) for endpoint in answered}
        new = [endpoint for endpoint in now if plain(endpoint.path) not in known]
        gone = [endpoint for endpoint in answered if plain(endpoint.path) not in {plain(e.path) for e in now}]
        for endpoint in gone:
            if not is_taken(endpoint, taken):  # else another handler answers there now
                moved[difference(endpoint, new)].append((endpoint, name, new))
    for several in moved.values():
        yield lost_path(change, several)
    yield from lost_methods(change, after, taken)


def taken_methods(answering: dict[str, list[EndpointView]]) -> dict[str, set[str]]:
    """By path, what somebody answers there."""
    taken: dict[str, set[str]] = defaultdict(set)
    for endpoint in (e for several in answering.values() for e in several):
        taken[plain(endpoint.path)] |= set(endpoint.methods) or {ANY}
    return taken


def is_taken(endpoint: EndpointView, taken: dict[str, set[str]]) -> bool:
    methods = taken.get(plain(endpoint.path), set())
    return bool(methods) and (ANY in methods or methods.issuperset(endpoint.methods))


def lost_path(change: Change, several: list[tuple[EndpointView, str, list[EndpointView]]]) -> Violation:
    """One violation for all paths that changed in the same way: a prefix of a router is one change."""
    several.sort(key=lambda found: (found[0].route or found[0].place, found[0].path))
    endpoint, handler, new = several[0]
    paths = list(dict.fromkeys(found.path for found, _, _ in several))
    asked = f"{'|'.join(endpoint.methods)} {endpoint.path}" if endpoint.methods else endpoint.path
    answers = f"answers `{new[0].path}` instead" if new else "is not routed any more"
    others = f", and {len(paths) - 1} more with it" if len(paths) > 1 else ""
    return Violation(
        constraint=f"public_path:{handler}",
        family="compatibility",
        severity="violation",
        place=place_now(change, endpoint, new),
        symbol=handler,
        message=f"`{asked}` is no longer answered: `{ending(handler, 2)}` {answers}{others}",
        evidence=tuple(Evidence(found.route or found.place, f"answered {found.path}") for found, _, _ in several[:4]),
        fix="keep the old path beside the new one, or redirect it, until no client asks for it",
    )


def lost_methods(
    change: Change, after: dict[str, list[EndpointView]], taken: dict[str, set[str]]
) -> Iterator[Violation]:
    for handler, answered in by_handler(change.base).items():
        now = after.get(change.now(handler), [])
        for path in dict.fromkeys(plain(endpoint.path) for endpoint in answered):
            had = {method for e in answered if plain(e.path) == path for method in e.methods}
            same = [e for e in now if plain(e.path) == path]
            lost = sorted(had - taken[path])
            if same and lost and ANY not in taken[path]:
                yield Violation(
                    constraint=f"public_path:{change.now(handler)}",
                    family="compatibility",
                    severity="violation",
                    place=same[0].route or same[0].place,
                    symbol=change.now(handler),
                    message=f"`{same[0].path}` no longer answers {listing(lost)}",
                    evidence=tuple(
                        Evidence(e.route or e.place, "answered here") for e in answered if plain(e.path) == path
                    ),
                    fix="keep answering the method until no client sends it",
                )


def by_handler(subject: Subject) -> dict[str, list[EndpointView]]:
    """Endpoints outside tests, by the dotted name of what answers them."""
    if subject.paths is None:
        asked = endpoints(subject.graph)
    else:
        here = [endpoint.handler for path in subject.paths for endpoint in endpoints(subject.graph, path=path)]
        asked = endpoints_handled_by(subject.graph, here)
    found: dict[str, list[EndpointView]] = defaultdict(list)
    for endpoint in asked:
        if not subject.is_test(endpoint.place.path):
            found[endpoint.handler].append(endpoint)
    return found


@cache
def plain(path: str) -> str:
    return PARAMETER.sub("{}", path).rstrip("/") or "/"


def difference(endpoint: EndpointView, new: list[EndpointView]) -> tuple[str, str]:
    """What stands in the old path and in the new one, without what both begin and end with."""
    if len(new) != 1:
        return endpoint.path, endpoint.handler
    old, other = plain(endpoint.path).split("/"), plain(new[0].path).split("/")
    while old and other and old[0] == other[0]:
        old, other = old[1:], other[1:]
    while old and other and old[-1] == other[-1]:
        old, other = old[:-1], other[:-1]
    return "/".join(old), "/".join(other)


def place_now(change: Change, endpoint: EndpointView, new: list[EndpointView]) -> Place:
    """Where the route is written now; where it is gone, where the file stands that held it; where the change left both
    as they were, in the file that hands the handler to whatever makes routes of a table."""
    if new:
        place = new[0].route or new[0].place
        changed = change.difference.paths
        if place.path in changed or new[0].place.path in changed:
            return place if place.path in changed else new[0].place
        owner = new[0].handler.rpartition(".")[0]
        tables = (
            one.place
            for one in all_imports(change.head.graph)
            if one.place.path in changed and one.target in (owner, new[0].handler)
        )
        return min(tables, default=place)
    stood = endpoint.route or endpoint.place
    return stood if stood.path in change.head.files else change.place(endpoint.handler, stood)


def constraint(handler: str, answered: list[EndpointView]) -> Constraint:
    spelled = [f"{'|'.join(endpoint.methods) or ANY} {endpoint.path}" for endpoint in answered]
    places = {endpoint.route or endpoint.place: f"answers {endpoint.path}" for endpoint in answered}
    paths = {place.path for place in places} | {endpoint.place.path for endpoint in answered}
    return Constraint(
        id=f"public_path:{handler}",
        family="compatibility",
        statement=f"`{ending(handler, 2)}` answers {listing(list(dict.fromkeys(spelled)), 3)}",
        scope=Scope(symbols=(handler,), paths=tuple(sorted(paths))),
        origin="enforced",
        severity="violation",
        evidence=tuple(Evidence(place, says) for place, says in places.items()),
    )
