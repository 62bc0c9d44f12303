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
from indexer.graph.modules import FileView

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
BEHIND = "-behind-service"  # how ids of what is reached through services end
REACHED = ("data access", "service", "utility", "model")  # what a package of data access may hand it on as
SHOWN = 3


def derive(subject: Subject) -> Iterable[Constraint]:
    if subject.paths == ():
        return ()
    return subject.graph.derived("role directions", lambda: (*directions(subject), *detours(subject)))


def broken(change: Change) -> Iterator[Violation]:
    """The first import against such a direction, or past the role in between, by a module that had none before."""
    if not new_links(change):
        return
    up = {pair: one for one in directions(change.base) for pair in [_pair(one)]}
    mostly = {pair: one for one in directions(change.base, APART) for pair in [_pair(one)]}
    known_below = {link.imported.module for link in links(change.base) if link.importer.role in LOWER}
    past = {one.symbol.removesuffix(BEHIND): one for one in detours(change.base)}
    against = {(link.importer.module, link.imported.role) for link in links(change.base)}
    for link in new_links(change):
        importer, imported = link.importer, link.imported
        was = change.base.module(change.was(importer.module))
        role = was.role if was else importer.role
        held = up.get((role, imported.role))
        if held is None and change.was(imported.module) not in known_below:
            held = mostly.get((role, imported.role))
        if (change.was(importer.module), imported.role) in against or _near(change, link):
            held = None
        if role == "entry point" and imported.role in REACHED and not link.importer.is_package:
            held = held or past.get(change.was(_package(change.head, imported)))
        if held is None:
            continue
        is_past = held.symbol.endswith(BEHIND)
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
                if is_past
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
    entries = sorted({file.path for file in subject.files.values() if file.role == "entry point" and not file.is_test})
    for package, on in _behind(subject).items():
        yield Constraint(
            id=f"role_direction:{package}{BEHIND}",
            family="architecture",
            statement=f"entry points reach `{package}` through services, not directly "
            f"({Support(len(entries), len(entries))} modules)",
            scope=Scope(symbols=(), paths=tuple(entries)),
            origin="inferred",
            severity="suspicion",
            evidence=tuple(Evidence(link.place, f"service imports {link.target}") for link in on[:SHOWN]),
            support=Support(len(entries), len(entries)),
        )


def _behind(subject: Subject) -> dict[str, list[Link]]:
    """Packages of data access that services import, again and again, and no entry point does. What all of them need,
    such as the module that opens sessions, lies elsewhere."""
    between = _between(subject)
    through, on = between.get(("entry point", "service"), []), between.get(("service", "data access"), [])
    if len({link.importer.path for link in through}) < SKIPPING:
        return {}
    direct = {_package(subject, link.imported) for link in between.get(("entry point", "data access"), [])}
    found: dict[str, list[Link]] = defaultdict(list)
    for link in on:
        package = _package(subject, link.imported)
        if package not in direct and not package.startswith(f"{link.importer.module}."):
            found[package].append(link)
    return {name: links for name, links in found.items() if len(links) >= SKIPPING and _is_data(subject, name)}


def _is_data(subject: Subject, package: str) -> bool:
    """Most of what lies in it is data access."""
    roles = [file.role for file in subject.files.values() if f"{file.module}.".startswith(f"{package}.")]
    return roles.count("data access") * 2 > len(roles)


def _package(subject: Subject, file: FileView) -> str:
    """The package that a module lies in; the module itself where that holds modules of other kinds too."""
    package = file.module if file.is_package else file.module.rpartition(".")[0]
    roles = subject.graph.derived("roles by package", lambda: _roles(subject))[package]
    return package if package and not roles & {"entry point", "wiring"} else file.module


def _roles(subject: Subject) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for file in subject.files.values():
        found[file.module.rpartition(".")[0]].add(file.role)
    return found


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
    lower, upper = (part.replace("-", " ") for part in constraint.symbol.split("-below-"))
    return lower, upper


def _near(change: Change, link: Link) -> bool:
    """The module that is imported had another role, or the importer is a package that hands on what lies in it."""
    was = change.base.module(change.was(link.imported.module))
    if was is not None and was.role != link.imported.role:
        return True
    return link.importer.is_package and link.imported.module.startswith(f"{link.importer.module}.")
