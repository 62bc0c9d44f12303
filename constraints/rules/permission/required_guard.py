"""Guards that a team asks for by path.

What it notices
    `[[required_guard]]` of `chesterton.toml`: a pattern of paths and the guard that stands before each of them.

Why it matters
    It is the one thing about access that somebody wrote down; whoever adds an entry point has not read it.

Example
    [[required_guard]]
    path = "/admin/*"
    guard = "IsStaff"
    reason = "back office"

    required_guard:/admin/*: everything under `/admin/*` is behind `IsStaff` (back office).

Limits
    A guard is known by its name. A path made at run time is compared as far as it is known.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Support, Violation
from constraints.declared import RequiredGuard, ends
from constraints.phrases import quote
from constraints.rules.permission.entry_point_guard import spelled
from constraints.subject import Subject
from indexer.graph.web import EndpointView, endpoints


def derive(subject: Subject) -> Iterator[Constraint]:
    for required in subject.declared.required_guard:
        bound = [found for found in endpoints(subject.graph) if fnmatchcase(found.path, required.path)]
        kept = [found for found in bound if stands_before(required, found)]
        yield Constraint(
            id=f"required_guard:{required.path}",
            family="permission",
            statement=f"everything under `{required.path}` is behind `{required.guard}` ({quote(required.reason)})",
            scope=Scope(
                symbols=tuple(sorted({found.handler for found in bound})),
                paths=tuple(sorted({found.place.path for found in bound})),
            ),
            origin="declared",
            severity="violation",
            evidence=tuple(Evidence(found.place, spelled(found)) for found in kept[:4]),
            support=Support(len(kept), len(bound)),
            exceptions=tuple(Evidence(found.place, spelled(found)) for found in bound if found not in kept),
        )


def broken(change: Change) -> Iterator[Violation]:
    """An entry point that lacks the guard and had it before, or was not there."""
    for required in change.base.declared.required_guard:
        before = {
            (found.path, found.methods): stands_before(required, found)
            for found in endpoints(change.base.graph)
            if fnmatchcase(found.path, required.path)
        }
        for found in endpoints(change.head.graph):
            if not fnmatchcase(found.path, required.path) or stands_before(required, found):
                continue
            if before.get((found.path, found.methods), True):
                yield Violation(
                    constraint=f"required_guard:{required.path}",
                    family="permission",
                    severity="violation",
                    place=found.place,
                    symbol=found.handler,
                    message=f"{spelled(found)} is not behind `{required.guard}`, which `chesterton.toml` asks for",
                    fix=f"put `{required.guard}` before it: {quote(required.reason)}",
                )


def stands_before(required: RequiredGuard, endpoint: EndpointView) -> bool:
    return any(ends(guard, required.guard) for guard in endpoint.guards)
