"""Which constraints a task is told as criteria: of each family the nearest to its subject, the most dangerous first."""

from collections.abc import Iterable
from dataclasses import dataclass

from constraints.constraint import Constraint, Family
from constraints.criteria.sentences import sentence
from indexer.graph import Graph

DANGER: tuple[Family, ...] = (  # what hurts most when it is dropped first
    "permission", "tenancy", "consistency", "state", "compatibility", "implicit", "architecture",
)  # fmt: skip
MOST = 10
ALIKE = {"role_direction": "layer_direction", "package_cycle": "layer_direction"}  # rules that say one sentence
LONG = 200  # characters of what one sentence names; what is beyond is counted
SHORT = 40  # characters: things that a comma keeps apart
NEAR = 1  # steps beyond the nearest of a sentence: what is farther is another part of the code


@dataclass(frozen=True, slots=True)
class Bound:
    """A constraint, and how far it is from what the task is about: 0 is its very subject."""

    constraint: Constraint
    steps: int


@dataclass(frozen=True, slots=True)
class Criterion:
    says: str
    family: Family
    rule: str
    constraints: tuple[Constraint, ...]  # that it names, or speaks of as those of one file, nearest first
    more: int  # that it does not name one by one


@dataclass(slots=True)
class _Group:
    frame: str
    steps: int
    members: list[tuple[str, Constraint]]  # what the sentence is about


def criteria(graph: Graph, binding: Iterable[Bound], most: int = MOST) -> list[Criterion]:
    groups: dict[tuple[Family, str, str], _Group] = {}
    for bound in sorted(binding, key=lambda one: one.steps):
        one = bound.constraint
        if one.severity == "note" and bound.steps:
            continue  # what a note binds is told of the very subject alone
        frame, about = sentence(graph, one)
        key = one.family, ALIKE.get(one.rule, one.rule), frame
        group = groups.setdefault(key, _Group(frame, bound.steps, []))
        if bound.steps <= group.steps + NEAR:
            group.members.append((about, one))
    chosen = _chosen(groups, most)
    return [_criterion(family, rule, groups[family, rule, frame]) for family, rule, frame in chosen]


def _chosen(groups: dict[tuple[Family, str, str], _Group], most: int) -> list[tuple[Family, str, str]]:
    """The nearest of each family, then of each rule, then what is near: forty guards do not hide one transaction."""
    left = sorted(groups, key=lambda key: (groups[key].steps, DANGER.index(key[0])))
    chosen: list[tuple[Family, str, str]] = []
    for part in (1, 2, 3):  # of the key that has to be new
        for key in list(left):
            if len(chosen) < most and not any(other[:part] == key[:part] for other in chosen):
                chosen.append(key)
                left.remove(key)
    return sorted(chosen, key=lambda key: (DANGER.index(key[0]), groups[key].steps))


def _criterion(family: Family, rule: str, group: _Group) -> Criterion:
    abouts = list(dict.fromkeys(about for about, _ in group.members))
    named: list[str] = []
    for about in abouts:
        if named and sum(map(len, named)) + len(about) > LONG:
            break
        named.append(about)
    said = "; ".join(named) if any(len(about) > SHORT for about in named) else ", ".join(named)
    more = len(abouts) - len(named)
    constraints = tuple(one for about, one in group.members if about in named)
    if more:
        said += f" and {more} more"
        rest = [one.scope for about, one in group.members if about not in named]
        shared = [path for path in rest[0].paths if all(scope.symbols and path in scope.paths for scope in rest)]
        if shared:  # where to look for them all
            said += f" in `{shared[0]}`"
            constraints = tuple(one for _, one in group.members)
    return Criterion(group.frame.replace("{}", said, 1), family, rule, constraints, more)
