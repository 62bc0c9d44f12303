"""Base graph and head graph: which constraints did the change drop?

Only what the change did is reported: a rule compares what held before with what holds now, and old debt is in both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from constraints.acceptance import Accepted, Trailer, accept
from constraints.change import Change
from constraints.constraint import Family, Severity, Violation
from constraints.declared import NOTHING, Declared
from constraints.past import Remember, forgotten
from constraints.rules import RULES, name_of
from indexer.graph import Graph
from indexer.graph.modules import ProblemView, problems

SEVERITIES = get_args(Severity)  # gravest first
FAMILIES = get_args(Family)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two states that are compared."""

    graph: Graph
    declared: Declared = NOTHING


@dataclass(frozen=True, slots=True)
class Checked:
    violations: tuple[Violation, ...]  # gravest first, then by place
    accepted: tuple[Accepted, ...]  # what a human let pass, in the same order
    unverified: tuple[ProblemView, ...]  # what could not be read in the head and could in the base
    paths: tuple[str, ...]  # of the files that differ


def check(
    base: Side,
    head: Side,
    *,
    trailers: Sequence[Trailer] = (),
    today: date | None = None,
    remember: Remember = forgotten,
) -> Checked:
    """`trailers`: of the commits between; `today` decides which exceptions have expired (None: none has)."""
    change = Change.between(base.graph, head.graph, base.declared, head.declared, remember=remember)
    if not change.difference.paths and base.declared == head.declared:
        return Checked((), (), (), ())
    off = {rule.rule for rule in base.declared.rule_off}
    found = in_order(violation for rule in RULES if name_of(rule) not in off for violation in rule.broken(change))
    left, accepted = accept(found, base.declared, head.declared, trailers, today)
    known = {(problem.place.path, problem.message) for problem in problems(base.graph)}
    unread = [problem for problem in problems(head.graph) if (problem.place.path, problem.message) not in known]
    return Checked(tuple(left), tuple(accepted), tuple(unread), tuple(sorted(change.difference.paths)))


def in_order(violations: Iterable[Violation]) -> list[Violation]:
    """Gravest first; what one constraint says twice is said once, and of what two rules say of one thing, both."""
    distinct = dict.fromkeys(violations)
    once: dict[tuple[str, str], Violation] = {}
    for violation in distinct:
        once.setdefault((violation.constraint, violation.message), violation)
    return sorted(
        once.values(),
        key=lambda one: (
            SEVERITIES.index(one.severity),
            FAMILIES.index(one.family),
            one.place,
            one.constraint,
            one.message,
        ),
    )
