"""Packages that import one another in a circle, where none did.

What it notices
    An import that closes a circle: its package is imported by the other one, again and again, and never imported it.

Why it matters
    Packages in a circle are one package in several folders: none can be understood, tested, moved or imported alone,
    and the next circular import fails at start-up.

Example
    reports/ imports orders/ in 7 modules, orders/ imports reports/ in none; now orders/models.py does.

    package_cycle:shop.orders-below-shop.reports: `shop.reports` imports `shop.orders`, not the other way round

Limits
    Packages are compared where their names part: `shop.orders` and `shop.reports`. Imports in tests and those for type
    checkers alone do not count, nor do those of modules that put the application together.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Support, Violation
from constraints.links import Link, links, new_links
from constraints.subject import Subject

ENOUGH = 3  # imports in one direction; fewer are chance
SHOWN = 3


def derive(subject: Subject) -> Iterable[Constraint]:
    if subject.paths == ():
        return ()
    return subject.graph.derived("package orders", lambda: tuple(_orders(subject)))


def broken(change: Change) -> Iterator[Violation]:
    if not new_links(change):
        return
    base = _between(change.base)
    said = set()
    for link in new_links(change):
        lower, upper = parted(change.was(link.importer.module), change.was(link.imported.module))
        down, up = base.get((upper, lower), []), base.get((lower, upper), [])
        if up or (lower, upper) in said or not _enough(down):
            continue
        said.add((lower, upper))
        held = _order(change.base, lower, upper, down)
        yield Violation(
            constraint=held.id,
            family="architecture",
            severity="suspicion",
            place=link.place,
            symbol=link.importer.module,
            message=f"`{link.importer.module}` now imports `{link.target}` and closes a circle; {held.statement}",
            evidence=held.evidence,
            fix=f"let `{upper}` call `{lower}`, hand over what is needed, or move what both need below both",
        )


def parted(one: str, other: str) -> tuple[str, str]:
    """The packages of two modules where their dotted names part."""
    a, b = one.split("."), other.split(".")
    same = 0
    while same < min(len(a), len(b)) - 1 and a[same] == b[same]:
        same += 1
    return ".".join(a[: same + 1]), ".".join(b[: same + 1])


def _orders(subject: Subject) -> Iterator[Constraint]:
    between = _between(subject)
    for (upper, lower), down in sorted(between.items()):
        if (lower, upper) not in between and _enough(down):
            yield _order(subject, lower, upper, down)


def _between(subject: Subject) -> dict[tuple[str, str], list[Link]]:
    """One link for each pair of modules, by their packages: importer, imported."""
    found: dict[tuple[str, str], dict[tuple[str, str], Link]] = defaultdict(dict)
    for link in links(subject):
        pair = parted(*link.modules)
        if pair[0] != pair[1]:
            found[pair].setdefault(link.modules, link)
    return {pair: list(several.values()) for pair, several in found.items()}


def _enough(down: list[Link]) -> bool:
    """Several pairs of modules: two modules that know each other are no packages."""
    return len(down) >= ENOUGH


def _order(subject: Subject, lower: str, upper: str, down: list[Link]) -> Constraint:
    support = Support(len(down), len(down))
    bound = sorted(
        file.path
        for file in subject.files.values()
        if not file.is_test and (file.module == lower or file.module.startswith(f"{lower}."))
    )
    return Constraint(
        id=f"package_cycle:{lower}-below-{upper}",
        family="architecture",
        statement=f"`{upper}` imports `{lower}`, not the other way round ({support} imports)",
        scope=Scope(symbols=(), paths=tuple(bound)),
        origin="inferred",
        severity="suspicion",
        evidence=tuple(Evidence(link.place, f"{link.importer.module} imports {link.target}") for link in down[:SHOWN]),
        support=support,
    )
