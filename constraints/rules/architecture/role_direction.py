"""Which kind of module imports which: entry points, services, data access, models.

What it notices
    Two roles of modules, told from what they do, of which one imports the other again and again and is not imported by
    it: entry points import services and models, and these never import entry points. And roles that are reached
    through another one alone: entry points that leave data access to services.

Why it matters
    A model or service that knows the web layer cannot be used by a task, a command or another endpoint, and drags the
    web framework along. An entry point that reaches past its services skips the checks that live there.

Example
    57 imports of services by entry points, none the other way round.

    role_direction:service-below-entry-point: entry points import services, not the other way round (57 of 57 imports)

Limits
    Roles are inferred, and a module has one alone. Modules that put the application together (routes, the application
    object, settings) may import anything. Imports for type checkers alone do not count.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Support, Violation
from constraints.links import Link, links, new_links
from constraints.subject import Subject

UPPER = ("entry point", "command", "admin")  # what calls everything else
LOWER = ("schema", "model", "data access", "service", "utility", "task")
PLURAL = {
    "entry point": "entry points", "command": "commands", "admin": "admin modules", "schema": "schemas",
    "model": "models", "data access": "data access", "service": "services", "utility": "utilities", "task": "tasks",
}  # fmt: skip
ENOUGH = 5  # imports in one direction; fewer are chance
SHARE = 0.95  # of the imports between the two roles
APART = 0.85  # the same for a module that nothing below imports at all
FEW = 0.02  # of all imports of the lower role may go up, where it has many
SKIPPING = 3  # entry points that reach data access through services, so that a direct way is one of its own
SHOWN = 3


def derive(subject: Subject) -> Iterable[Constraint]:
    if subject.paths == ():
        return ()
    return subject.graph.derived("role directions", lambda: (*directions(subject), *detours(subject)))


def broken(change: Change) -> Iterator[Violation]:
    """The first import against such a direction, or past the role in between, by a module that had none before."""
    up = {pair: one for one in directions(change.base) for pair in [_pair(one)]}
    mostly = {pair: one for one in directions(change.base, APART) for pair in [_pair(one)]}
    known_below = {link.imported.module for link in links(change.base) if link.importer.role in LOWER}
    past = {pair: one for one in detours(change.base) for pair in [_pair(one)]}
    against = {(link.importer.module, link.imported.role) for link in links(change.base)}
    for link in new_links(change):
        importer, imported = link.importer, link.imported
        was = change.base.module(change.was(importer.module))
        role = was.role if was else importer.role
        held = up.get((role, imported.role)) or past.get((role, imported.role))
        if held is None and change.was(imported.module) not in known_below:
            held = mostly.get((role, imported.role))
        if held is None or (change.was(importer.module), imported.role) in against or _near(change, link):
            continue
        through = "through " if _pair(held) in past else ""
        yield Violation(
            constraint=held.id,
            family="architecture",
            severity="suspicion",
            place=link.place,
            symbol=importer.module,
            message=f"`{importer.module}` ({role}) now imports `{link.target}` ({imported.role}); {held.statement}",
            evidence=held.evidence,
            fix=(
                "go through the service that does it for the others, or give it one"
                if through
                else f"let the {imported.role} call this, or move what both need to where both may import it"
            ),
        )


def directions(subject: Subject, share: float = SHARE) -> Iterator[Constraint]:
    """Lower roles that do not import upper ones; a lower role that has few imports at all says nothing."""
    between = _between(subject)
    for lower in LOWER:
        own = sum(len(found) for (importer, _), found in between.items() if importer == lower)
        for upper in UPPER:
            down, up = between.get((upper, lower), []), between.get((lower, upper), [])
            total = len(down) + len(up)
            if len(down) >= ENOUGH and (len(down) >= share * total or len(up) <= FEW * own):
                yield _direction(subject, lower, upper, down, up)


def detours(subject: Subject) -> Iterator[Constraint]:
    between = _between(subject)
    through, on = between.get(("entry point", "service"), []), between.get(("service", "data access"), [])
    direct = between.get(("entry point", "data access"), [])
    entries = sorted({file.path for file in subject.files.values() if file.role == "entry point" and not file.is_test})
    if direct or len(on) < SKIPPING or len({link.importer.path for link in through}) < SKIPPING:
        return
    support = Support(len(entries), len(entries))
    yield Constraint(
        id="role_direction:data-access-behind-service",
        family="architecture",
        statement=f"entry points reach data access through services, not directly ({support} modules)",
        scope=Scope(symbols=(), paths=tuple(entries)),
        origin="inferred",
        severity="suspicion",
        evidence=tuple(Evidence(link.place, f"service imports {link.target}") for link in on[:SHOWN]),
        support=support,
    )


def _direction(subject: Subject, lower: str, upper: str, down: list[Link], up: list[Link]) -> Constraint:
    support = Support(len(down), len(down) + len(up))
    bound = sorted(file.path for file in subject.files.values() if file.role == lower and not file.is_test)
    return Constraint(
        id=f"role_direction:{lower.replace(' ', '-')}-below-{upper.replace(' ', '-')}",
        family="architecture",
        statement=f"{PLURAL[upper]} import {PLURAL[lower]}, not the other way round ({support} imports)",
        scope=Scope(symbols=(), paths=tuple(bound)),
        origin="inferred",
        severity="suspicion",
        evidence=tuple(Evidence(link.place, f"{upper} imports {lower}") for link in down[:SHOWN]),
        support=support,
        exceptions=tuple(Evidence(link.place, f"{lower} imports {upper}") for link in up[:SHOWN]),
    )


def _between(subject: Subject) -> dict[tuple[str, str], list[Link]]:
    """One link for each pair of modules, by the roles of the two."""
    found: dict[tuple[str, str], dict[tuple[str, str], Link]] = defaultdict(dict)
    for link in links(subject):
        if link.importer.role != link.imported.role:
            found[link.importer.role, link.imported.role].setdefault(link.modules, link)
    return {pair: list(several.values()) for pair, several in found.items()}


def _pair(constraint: Constraint) -> tuple[str, str]:
    """Roles of the importer and of what it must not import."""
    if constraint.symbol == "data-access-behind-service":
        return "entry point", "data access"
    lower, upper = (part.replace("-", " ") for part in constraint.symbol.split("-below-"))
    return lower, upper


def _near(change: Change, link: Link) -> bool:
    """The module that is imported had another role, or the importer is a package that hands on what lies in it."""
    was = change.base.module(change.was(link.imported.module))
    if was is not None and was.role != link.imported.role:
        return True
    return link.importer.is_package and link.imported.module.startswith(f"{link.importer.module}.")
