"""Imports that a team forbids.

What it notices
    `[[forbidden_import]]` and `layers` of `chesterton.toml`, and contracts written for import-linter and tach: which
    modules never import which.

Why it matters
    The direction of imports is decided once, by people; code that goes against it runs as well as any other.

Example
    [[forbidden_import]]
    from = "shop.catalogue"
    to = "shop.orders"
    reason = "the catalogue is sold without orders"

    forbidden_import:shop.catalogue->shop.orders: `shop.catalogue` never imports `shop.orders` (the catalogue ...).

Limits
    Imports that are put together at run time are not seen. Tests may import what they test.
"""

from collections.abc import Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.declared import ForbiddenImport, matches
from constraints.phrases import quote
from constraints.subject import Subject
from indexer.graph.modules import ImportView, all_imports


def derive(subject: Subject) -> Iterator[Constraint]:
    for forbidden in subject.declared.forbidden():
        bound = [file.path for file in subject.files.values() if matches(forbidden.importer, file.module)]
        against = [one for one in all_imports(subject.graph) if goes_against(forbidden, one, subject)]
        yield Constraint(
            id=id_of(forbidden),
            family="architecture",
            statement=f"`{forbidden.importer}` never imports `{forbidden.to}` ({quote(forbidden.reason)})",
            scope=Scope(symbols=(), paths=tuple(sorted(bound))),
            origin="declared",
            severity="violation",
            evidence=(),
            exceptions=tuple(Evidence(one.place, f"imports {one.target}") for one in against),
        )


def broken(change: Change) -> Iterator[Violation]:
    """An import that the base forbids and did not have."""
    forbidding = list(change.base.declared.forbidden())
    if not forbidding:
        return
    before = {(change.now(one.importer), one.target) for one in all_imports(change.base.graph)}
    for one in all_imports(change.head.graph):
        if (one.importer, one.target) in before:
            continue
        for forbidden in forbidding:
            if goes_against(forbidden, one, change.head):
                yield Violation(
                    constraint=id_of(forbidden),
                    family="architecture",
                    severity="violation",
                    place=one.place,
                    symbol=one.importer,
                    message=f"`{one.importer}` now imports `{one.target}`, which `{forbidden.where}` forbids",
                    fix=f"do without it: {quote(forbidden.reason)}",
                )
                break


def goes_against(forbidden: ForbiddenImport, one: ImportView, subject: Subject) -> bool:
    if one.kind == "type_checking" or subject.is_test(one.place.path):
        return False
    if not matches(forbidden.importer, one.importer):
        return False
    imported = one.imported or one.target
    if forbidden.excuses(one.importer, imported):
        return False
    return matches(forbidden.to, one.target) or matches(forbidden.to, imported)


def id_of(forbidden: ForbiddenImport) -> str:
    return f"forbidden_import:{forbidden.importer}->{forbidden.to}"
