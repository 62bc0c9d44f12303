"""Who gives a state another value.

What it notices
    A field that tells a state and is given other values by few functions, or only by methods of its own model; and a
    function that had such a method or function give it the value, and now gives it itself.

Why it matters
    Those few know what goes along with a step: which state may come before it, what is written and who is told. A value
    given elsewhere skips all of it.

Example
    class Job(Model):
        def start(self): self.status = "active"
        def stop(self): self.status = "stopped"

    def prerun(job): job.status = "active"

    `prerun` now gives `Job.status` a value, which only `Job.start` and `Job.stop` did.

Limits
    A new function near the others is no finding, nor is a value that is given only after a look at what it was, nor one
    that another writer has given up: it has moved.
"""

from collections import Counter
from collections.abc import Iterator

from constraints.allowed import machine
from constraints.change import Change
from constraints.conduct import Body, bodies, called, only_gained, standing
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.rules.state.state_guard import TELLS_STATE
from constraints.rules.state.transition import state_fields, tells_state
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.conduct import AssignmentView, assignments_in
from indexer.graph.data import FieldView
from indexer.graph.states import ANY, ASKED, MAKES, START, step_of

FEW = 4  # functions that write a state, before one more is nothing to speak of
FEWEST = 2  # methods of its own, before the model is said to keep its state to itself
SMALL = 3  # statements that an old function may gain besides


def derive(subject: Subject) -> Iterator[Constraint]:
    for model in subject.models:
        for field in subject.fields(model) if not model.abstract else ():
            writers = _writers(subject, field) if tells_state(field) else {}
            if 0 < len(writers) <= FEW:
                name = f"{field.model}.{field.name}"
                yield Constraint(
                    id=f"new_writer:{name}",
                    family="state",
                    statement=f"only {listing([ending(writer, 2) for writer in writers])} "
                    f"give{'s' if len(writers) == 1 else ''} `{ending(name, 2)}` another value",
                    scope=Scope(
                        symbols=(name, *writers),
                        paths=tuple(sorted({field.place.path, *(place.path for place in writers.values())})),
                    ),
                    origin="inferred",
                    severity="suspicion",
                    evidence=tuple(Evidence(place, f"{ending(writer, 2)} does") for writer, place in writers.items()),
                )


def broken(change: Change) -> Iterator[Violation]:
    passed_by = list(_passed_by(change))
    yield from passed_by
    yield from _anew(change, {one.symbol for one in passed_by})


def _passed_by(change: Change) -> Iterator[Violation]:
    """A state that a function gives itself, where it called what gives it."""
    if change.same("assignments"):
        return
    for before, after in standing(change):
        had = {one.field for one in before.assignments}
        given = {one.field: one for one in after.assignments if one.field not in had and _tells(change.head, one)}
        if not given:
            continue
        still = called(change.head, after.symbol)
        gone = {name for name in called(change.base, before.symbol) if change.now(name) not in still}
        gone = {
            name for name in gone if change.stands(name) is not None and not change.base.is_test(_path(change, name))
        }
        for step in assignments_in(change.base.graph, gone) if gone else ():
            one = given.get(step.field)
            if one is None or (one.model and step.model and change.was(one.model) != step.model) or step.by in MAKES:
                continue
            told = f"{one.model or change.now(step.model) or after.symbol.name}.{one.field}"
            yield Violation(
                constraint=f"new_writer:{told}",
                family="state",
                severity="suspicion",
                place=one.place,
                symbol=after.symbol.name,
                message=f"`{ending(after.symbol.name, 2)}` now gives `{ending(told, 2)}` the value `{one.value}` "
                f"itself, where it called `{ending(step.symbol, 2)}`: what that does besides is left out",
                evidence=(Evidence(step.place, f"{ending(step.symbol, 2)} gives it"),),
                fix=f"call `{ending(step.symbol)}`",
            )
            break


def _tells(subject: Subject, one: AssignmentView) -> bool:
    is_state = TELLS_STATE.search(one.field) or (one.model, one.field) in state_fields(subject)
    return one.operator == "=" and bool(is_state)


def _path(change: Change, name: str) -> str:
    symbol = change.base.symbol(name)
    return symbol.place.path if symbol is not None else ""


def _anew(change: Change, told_of: set[str]) -> Iterator[Violation]:
    """A function that begins to write it, and is none of those that do."""
    for name, after in bodies(change).after.items():
        if name in told_of:
            continue
        was = bodies(change).before.get(change.was(name))
        had = {one.field for one in was.assignments} if was else set()
        for one in _given(after, had):
            field = state_fields(change.head).get((one.model, one.field))
            before = state_fields(change.base).get((change.was(one.model), one.field))
            if field is None or before is None or not _is_free(one, field):
                continue
            writers = _writers(change.base, before)
            if not writers or not _odd(change, was, after, before, writers) or _given_up(change, before, writers):
                continue
            had.add(one.field)
            told = f"{field.model}.{field.name}"
            yield Violation(
                constraint=f"new_writer:{told}",
                family="state",
                severity="suspicion",
                place=one.place,
                symbol=name,
                message=f"`{ending(name, 2)}` now gives `{ending(told, 2)}` the value `{one.value}`, whatever it was: "
                f"only {listing([ending(writer, 2) for writer in writers], 4)} did give it another",
                evidence=tuple(Evidence(place, f"{ending(writer, 2)} does") for writer, place in writers.items())[:FEW],
                fix=f"call what makes this step, or look at what `{field.name}` was first",
            )


def _given(body: Body, had: set[str]) -> Iterator[AssignmentView]:
    """Values of constants that fields are given which the function did not write."""
    for one in body.assignments:
        if one.field not in had and one.operator == "=" and one.constants and one.model and None not in one.constants:
            yield one


def _is_free(one: AssignmentView, field: FieldView) -> bool:
    step = step_of(one, field.choices)
    return ANY in step.sources and START not in step.sources and not any(f".{one.field}" in test for test in one.given)


def _odd(change: Change, was: Body | None, after: Body, field: FieldView, writers: dict[str, Place]) -> bool:
    """Is it one more among few, in a function that is old, or the first outside its model?"""
    if was is not None and len(writers) <= FEW and 0 < only_gained(change, was.symbol, after.symbol) <= SMALL:
        return True
    owners = {change.now(field.model), change.now(field.declared.rpartition(".")[0])}
    own = [
        writer for writer in writers if writer.rpartition(".")[0] in (field.model, field.declared.rpartition(".")[0])
    ]
    return len(own) == len(writers) >= FEWEST and after.symbol.name.rpartition(".")[0] not in owners


def _given_up(change: Change, field: FieldView, writers: dict[str, Place]) -> bool:
    """Has one of those that wrote it stopped to, in what changed?"""
    both = bodies(change)
    for writer in writers:
        before, after = both.before.get(writer), both.after.get(change.now(writer))
        if before is not None and _count(before)[field.name] > (_count(after)[field.name] if after else 0):
            return True
    return False


def _count(body: Body) -> Counter[str]:
    return Counter(one.field for one in body.assignments)


def _writers(subject: Subject, field: FieldView) -> dict[str, Place]:
    """Functions that themselves give it another value than it began with, tests and migrations left out; none where
    anything may be given and no list says what: such a field is no state machine."""
    found: dict[str, Place] = {}
    for step in machine(subject, field).made:
        if START not in step.sources and not step.by_call and not subject.is_test(step.place.path):
            if ASKED in step.targets and not field.choices:
                return {}
            found.setdefault(step.function, step.place)
    return found
