"""Values that a state never had.

What it notices
    A constant given to a field: one that the field's list does not hold, or, where a state has no list, one that
    nothing else in the code stores, compares or asks for.

Why it matters
    Nothing refuses the row, and nothing handles it: it is in no list, no report and no `if`.

Example
    class Order(Model):
        status = CharField(choices=[("draft", "Draft"), ("paid", "Paid")])

    order.status = "payed"

    `pay` gives `Order.status` the value `payed`, which is not one of `draft` and `paid`.

Limits
    Only constants are looked at. A state without a list needs three places that agree on what it can be; a new value
    that the change itself reads somewhere is taken for a new state.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from constraints.change import Change
from constraints.conduct import bodies
from constraints.constraint import Constraint, Evidence, Violation
from constraints.phrases import ending, listing
from constraints.rules.state.state_guard import TELLS_STATE
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.conduct import AssignmentView, assignments_in, queries_in, refusals_in
from indexer.graph.data import FieldView

ENOUGH = 3  # places that say what a state without a list can be
LITERAL = re.compile(r"'((?:[^'\\]|\\.)*)'")


@dataclass(slots=True)
class _Values:
    """Where each value of a field is spoken of, outside tests."""

    stored: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    read: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))

    @property
    def known(self) -> set[str]:
        return {*self.stored, *self.read}

    @property
    def places(self) -> list[tuple[Place, str]]:
        return sorted((place, value) for side in (self.stored, self.read) for value in side for place in side[value])


def derive(subject: Subject) -> Iterable[Constraint]:
    return ()  # `closed_values` says what a field may be


def broken(change: Change) -> Iterator[Violation]:
    """A value that the head gives a field, and that the base gave it nowhere."""
    given = [
        assignment
        for body in bodies(change).after.values()
        for assignment in body.steps
        if assignment.kind in ("constant", "name") and any(map(_tells, assignment.constants))
    ]
    if not given:
        return
    after = {(one.model, one.name): one for model in change.head.models for one in change.head.fields(model)}
    owners = defaultdict(list)
    for one in after.values():
        owners[one.name].append(one)
    for assignment in given:
        held = after.get((assignment.model, assignment.field))
        closed = [held] if held else owners[assignment.field] if not assignment.model else []
        if assignment.model and not held:
            yield from _unlike_members(change, assignment)
        if not closed or any(one.kind == "relation" for one in closed):
            continue
        for value in filter(_tells, assignment.constants):
            yield from _unlisted(change, assignment, str(value), closed)


def _tells(value: object) -> bool:
    """A value that is one of a list: empty, null and flags are not."""
    return isinstance(value, str) and bool(value)


def _unlike_members(change: Change, assignment: AssignmentView) -> Iterator[Violation]:
    """A text for a state that a class, no model, says to be one of an enumeration, and all others give a member."""
    model = change.was(assignment.model)
    others = assignments_in(change.base.graph, model=model, field=assignment.field, through_setters=True)
    known = {str(value): one.place for one in others for value in filter(_tells, one.constants)}
    gone = [str(value) for value in assignment.constants if _tells(value) and str(value) not in known]
    if assignment.kind != "constant" or not gone or len(known) < 2 or any(one.kind != "enum" for one in others):
        return
    name = f"{assignment.model}.{assignment.field}"
    yield Violation(
        constraint=f"undeclared_value:{name}",
        family="state",
        severity="violation",
        place=assignment.place,
        symbol=assignment.symbol,
        message=f"`{ending(assignment.symbol, 2)}` gives `{ending(name, 2)}` the text `{gone[0]}`, where all others "
        f"give it a member of its enumeration: {listing(list(known))}",
        evidence=tuple(Evidence(place, f"here it is {value}") for value, place in list(known.items())[:3]),
        fix="use a member, or add one to the enumeration and to what handles them",
    )


def _unlisted(change: Change, assignment: AssignmentView, value: str, fields: list[FieldView]) -> Iterator[Violation]:
    listed = all(one.choices for one in fields)
    if any(value in (one.choices or ()) for one in fields):
        return
    if not listed and (not TELLS_STATE.search(assignment.field) or assignment.kind != "constant"):
        return
    before = _values(change.base, change.was(assignment.model) if assignment.model else "", assignment.field)
    if value in before.known:
        return
    allowed: tuple[str, ...] = tuple(dict.fromkeys(choice for one in fields for choice in one.choices or ()))
    if not listed:
        now = _values(change.head, assignment.model, assignment.field)
        if len({place for place, _ in before.places}) < ENOUGH or now.read[value] or len(now.stored[value]) > 1:
            return
        allowed = tuple(sorted(before.known))
    name = f"{assignment.model or ending(fields[0].model)}.{assignment.field}"
    shown = ending(name, 2)
    says = "which is not one of" if listed else "which nothing else stores or asks for: it is one of"
    evidence = [Evidence(one.place, "declared here") for one in fields[:1] if one.choices]
    evidence += [Evidence(place, f"here it is {known}") for place, known in before.places[:3]]
    yield Violation(
        constraint=f"undeclared_value:{name}",
        family="state",
        severity="violation" if listed and assignment.model else "suspicion",
        place=assignment.place,
        symbol=assignment.symbol,
        message=f"`{ending(assignment.symbol, 2)}` gives `{shown}` the value `{value}`, {says} {listing(allowed)}",
        evidence=tuple(evidence),
        fix=f"use one of the values that `{shown}` has"
        + (", or add it to the list and to what handles them" if listed else ", or handle it where it is read"),
    )


def _values(subject: Subject, model: str, name: str) -> _Values:
    """`model` '': of all that have a field of this name."""
    return subject.graph.derived(("values", model, name), lambda: _read(subject, model, name))


def _read(subject: Subject, model: str, name: str) -> _Values:
    found = _Values()
    for assignment in assignments_in(subject.graph, field=name, through_setters=True):
        if not model or assignment.model in (model, ""):
            for value in filter(_tells, assignment.constants):
                found.stored[str(value)].append(assignment.place)
    tested = re.compile(rf"\.{re.escape(name)} (?:==|!=|in|not in) (\([^)]*\)|\[[^\]]*\]|'(?:[^'\\]|\\.)*')")
    for refusal in refusals_in(subject.graph):
        if subject.is_test(refusal.place.path):
            continue
        for test in (refusal.test, *refusal.given):
            for match in tested.finditer(test):
                for value in LITERAL.findall(match[1]):
                    found.read[value].append(refusal.place)
    for query in queries_in(subject.graph):
        if subject.is_test(query.place.path):
            continue
        for binding in query.bindings:
            if re.split(r"\.|__", binding.path)[-1] == name:
                for value in LITERAL.findall(binding.value):
                    found.read[value].append(query.place)
    return found
