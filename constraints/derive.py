"""Every rule looks at the graph; what they find is asked for by file and symbol."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import get_args

from constraints.constraint import Constraint, Origin, Severity
from constraints.declared import NOTHING, Declared
from constraints.rules import RULES, name_of
from constraints.subject import Subject
from indexer.graph import Graph

SEVERITIES = get_args(Severity)  # both gravest first
BINDING: tuple[Origin, ...] = ("declared", "enforced", "remembered", "inferred")


def derive(graph: Graph, declared: Declared = NOTHING) -> list[Constraint]:
    """All there are: by rule, in the order of RULES, then by id."""
    return _found(Subject.everything(graph, declared))


def on_file(graph: Graph, path: str, symbol: str | None = None, declared: Declared = NOTHING) -> list[Constraint]:
    """What `for_path` picks of all constraints, derived for this file alone."""
    return for_path(_found(Subject.file(graph, path, declared)), path, symbol)


def on_field(graph: Graph, names: Collection[str], models: Collection[str]) -> list[Constraint]:
    """Those about a field that goes by these dotted names, of the models that declare or inherit it."""
    wanted = set(names)
    found = _found(Subject.models_alone(graph, tuple(models)))
    return [one for one in found if one.symbol in wanted or wanted.intersection(one.scope.symbols)]


def _found(subject: Subject) -> list[Constraint]:
    found: dict[str, Constraint] = {}
    off = {rule.rule for rule in subject.declared.rule_off}
    for rule in RULES:
        if name_of(rule) in off:
            continue
        for constraint in sorted(rule.derive(subject), key=lambda constraint: (constraint.id, constraint.scope.paths)):
            if constraint.id in found:  # two source roots hold the same module
                constraint = replace(constraint, id=f"{constraint.id}@{constraint.evidence[0].place.path}")
            found[constraint.id] = constraint
    return list(found.values())


def for_path(constraints: Iterable[Constraint], path: str, symbol: str | None = None) -> list[Constraint]:
    """Those that bind a file, or one symbol of it, most binding first: gravest, then nearest to the symbol.

    What binds the whole file binds each of its symbols; what binds a class binds its methods, and a question about the
    class is also answered with what binds its methods. Of what is equally grave and near, the surest of each rule comes
    first, then the second of each: a class with forty guarded methods does not hide its one transaction.
    """
    ranked: list[tuple[int, int, Constraint]] = []
    for constraint in constraints:
        paths = constraint.scope.paths
        if path in paths or any(covers(scope, path) for scope in paths):
            steps = distance(constraint, path, symbol)
            if steps is not None:
                ranked.append((SEVERITIES.index(constraint.severity), steps, constraint))
    ranked.sort(key=lambda row: (*row[:2], BINDING.index(row[2].origin), row[2].id))
    turns: Counter[tuple[int, int, str]] = Counter()
    ordered = []
    for severity, steps, constraint in ranked:
        turn = (severity, steps, constraint.rule)
        ordered.append((severity, steps, turns[turn], constraint))
        turns[turn] += 1
    ordered.sort(key=lambda row: row[:3])
    return [constraint for *_, constraint in ordered]


def covers(scope: str, path: str) -> bool:
    return path == scope or (scope.endswith("/") and path.startswith(scope))


def distance(constraint: Constraint, path: str, symbol: str | None) -> int | None:
    """How far a constraint that binds this file is from the symbol or, without one, from the file; None: elsewhere."""
    bound = constraint.scope.symbols
    if symbol is None:
        return 0 if any(evidence.place.path == path for evidence in constraint.evidence) else 1
    if not bound:
        return 2
    if symbol in bound:
        return 0
    if any(name.startswith(f"{symbol}.") or symbol.startswith(f"{name}.") for name in bound):
        return 1
    return None
