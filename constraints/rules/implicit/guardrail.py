"""What a team wrote down is loosened only in the open.

What it notices
    Each declaration of `chesterton.toml` that binds: forbidden imports and layers, required guards, protected symbols,
    state tables, the tenant root. The contracts of import-linter and tach. Hooks of pre-commit, the steps of continuous
    integration that run a check of constraints, and sentences of guides that forbid something.

Why it matters
    The shortest way around a rule is to delete it, in the same change that goes against it.

Example
    A change removes `[[forbidden_import]] from = "shop.catalogue"`.

    guardrail:forbidden_import shop.catalogue->shop.orders: `chesterton.toml` no longer forbids `shop.catalogue` ...

Limits
    What is added binds from the next change on. Exceptions are no loosening: they are listed with what they let pass.
    Hooks and workflows are read as text; a hook that another replaces is a note, and so is a sentence that goes.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from constraints.automation import Automated
from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Severity, Violation
from constraints.declared import FILE, Declared, ForbiddenImport
from constraints.phrases import quote
from constraints.subject import Subject
from indexer.graph import Place

WHERE = Place(FILE, 1)
OURS = re.compile(r"chesterton|import-?linter|lint-imports|tach")


def derive(subject: Subject) -> Iterator[Constraint]:
    for name, said in binding(subject.declared).items():
        yield Constraint(
            id=f"guardrail:{name}",
            family="implicit",
            statement=f"`{FILE}` says: {said}",
            scope=Scope(symbols=(), paths=(FILE,)),
            origin="declared",
            severity="violation",
            evidence=(Evidence(WHERE, said),),
        )


def broken(change: Change) -> Iterator[Violation]:
    """A declaration that the head no longer makes, or a rule that it turns off."""
    after = binding(change.head.declared)
    files = {_forbids(one): one.where for one in change.base.declared.forbidden()}
    for name, said in binding(change.base.declared).items():
        if name not in after:
            file = files.get(name, FILE)
            yield violation(name, f"`{file}` no longer says: {said}", file)
    known = {off.rule for off in change.base.declared.rule_off}
    for off in change.head.declared.rule_off:
        if off.rule not in known:
            yield violation(f"rule_off {off.rule}", f"`{FILE}` turns the rule `{off.rule}` off ({off.reason})")
    yield from _automated(change)
    yield from _unsaid(change)


def _automated(change: Change) -> Iterator[Violation]:
    """A check that no longer runs, no longer fails anything, or no longer sees all that it saw."""
    before, after = change.base.declared.written.automated, change.head.declared.written.automated
    now: dict[tuple[bool, str], list[Automated]] = defaultdict(list)
    for one in after:
        now[one.is_hook, one.name].append(one)
    known = {(one.is_hook, one.name) for one in before}
    is_replaced = any(one.is_hook and (one.is_hook, one.name) not in known for one in after)
    for one in dict.fromkeys(before):
        runs = "hook" if one.is_hook else "check"
        ours, still = bool(OURS.search(one.name)), now[one.is_hook, one.name]
        if not still:
            severity: Severity = "violation" if ours else "note" if is_replaced else "suspicion"
            yield loosened(one, f"the {runs} `{one.name}` no longer runs", severity)
        elif one.fails and not any(other.fails for other in still):
            severity = "violation" if ours else "suspicion"
            yield loosened(still[0], f"the {runs} `{one.name}` runs and no longer fails anything", severity)
        elif one.is_hook and len(still) == 1 and set(still[0].narrowed) - set(one.narrowed):
            more = quote(", ".join(sorted(set(still[0].narrowed) - set(one.narrowed))), 80)
            yield loosened(still[0], f"the hook `{one.name}` sees less: {more}", "violation" if ours else "note")


def _unsaid(change: Change) -> Iterator[Violation]:
    said = {saying.text for saying in change.head.declared.written.sayings}
    for saying in change.base.declared.written.sayings:
        if (saying.forbids_edits or saying.no_import) and saying.text not in said:
            yield replace(
                violation(f"said {saying.place}", f"`{saying.place.path}` no longer says: {quote(saying.text)}"),
                severity="note",
                place=saying.place,
                symbol=saying.place.path,
                evidence=(Evidence(saying.place, quote(saying.text)),),
            )


def loosened(one: Automated, what: str, severity: Severity) -> Violation:
    return Violation(
        constraint=f"guardrail:{'hook' if one.is_hook else 'check'} {one.name}",
        family="implicit",
        severity=severity,
        place=one.place,
        symbol=one.place.path,
        message=f"{what} (`{one.place.path}`)",
        evidence=(Evidence(one.place, "ran before the change"),),
        fix="loosen a check in a change of its own, and say why",
    )


def violation(name: str, message: str, file: str = FILE) -> Violation:
    where = Place(file, WHERE.line)
    return Violation(
        constraint=f"guardrail:{name}",
        family="implicit",
        severity="violation",
        place=where,
        symbol=file,
        message=message,
        evidence=(Evidence(where, "said so before the change"),),
        fix="loosen a rule in a change of its own, or add an exception with a reason for what has to pass",
    )


def binding(declared: Declared) -> dict[str, str]:
    """What is declared, by a name that another reason does not change."""
    found = {_forbids(one): f"`{one.importer}` never imports `{one.to}`" for one in declared.forbidden()}
    for required in declared.required_guard:
        found[f"required_guard {required.path} {required.guard}"] = (
            f"everything under `{required.path}` is behind `{required.guard}`"
        )
    for protected in declared.protected:
        found[f"protected {protected.symbol}"] = f"`{protected.symbol}` is protected"
    if declared.tenancy is not None:
        found[f"tenancy {declared.tenancy.root}"] = f"the rows of `{declared.tenancy.root}` are the tenants"
    for table in declared.state:
        every = {value for row in table.transitions.values() for value in row} | table.transitions.keys()
        for value in sorted(every):
            for other in sorted(every - set(table.transitions.get(value, ()))):
                found[f"state {table.field} {value}->{other}"] = f"`{table.field}` never goes from {value} to {other}"
    return found


def _forbids(one: ForbiddenImport) -> str:
    elsewhere = "" if one.where == FILE else f" of {one.where}"
    return f"forbidden_import {one.importer}->{one.to}{elsewhere}"
