"""Base graph and head graph: which constraints did the change drop?

Only what the change did is reported: a rule compares what held before with what holds now, and old debt is in both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from constraints.change import Change
from constraints.constraint import Family, Severity, Violation
from constraints.rules import RULES
from indexer.graph import Graph
from indexer.graph.modules import ProblemView, problems

SEVERITIES = get_args(Severity)  # gravest first
FAMILIES = get_args(Family)


@dataclass(frozen=True, slots=True)
class Checked:
    violations: tuple[Violation, ...]  # gravest first, then by place
    unverified: tuple[ProblemView, ...]  # what could not be read in the head and could in the base
    files: int  # that differ


def check(base: Graph, head: Graph) -> Checked:
    change = Change.between(base, head)
    if not change.difference.paths:
        return Checked((), (), 0)
    found = [violation for rule in RULES for violation in rule.broken(change)]
    known = {(problem.place.path, problem.message) for problem in problems(base)}
    unread = [problem for problem in problems(head) if (problem.place.path, problem.message) not in known]
    return Checked(tuple(in_order(found)), tuple(unread), len(change.difference.paths))


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
