"""Which value of a state may follow which.

What it notices
    What a field that tells a state was before it is given another value (by the tests around it, the fetch, the
    condition of the statement), and the tables and machines that say what may follow: a dictionary of one's own, a
    library's declarations, `[[state]]` in chesterton.toml.

Why it matters
    A row that takes a step which nobody allowed is handled by nothing: a cancelled order is shipped, a paid one is
    paid again. Nothing fails when the condition is gone, until two requests meet or somebody asks in the wrong order.

Example
    Order.objects.filter(pk=pk, status="placed").update(status="paid")

    without the condition on `status`: `pay` no longer looks at what `Order.status` was before it makes it `paid`.

Limits
    Only what constants, tests and fetches say is known; a value that is decided as it runs is left alone. A test that
    was written anew, here or in what this calls, is believed.
"""

import re
from collections.abc import Iterable, Iterator

from constraints.allowed import Allowed, allowed, machine
from constraints.bodies import left_over
from constraints.change import Change
from constraints.conduct import Body, bodies, called, gained_decorator, helpers, standing
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.loosened import loosened, widened
from constraints.phrases import ending, listing
from constraints.rules.state import state_guard
from constraints.rules.state.state_guard import TELLS_STATE
from constraints.subject import Subject
from indexer.graph.conduct import AssignmentView, QueryView, refusals_in
from indexer.graph.data import FieldView
from indexer.graph.states import (
    ANY,
    ASKED,
    START,
    StateMachine,
    Transition,
    step_of,
)
from indexer.graph.uses import UseView

UPDATES = ("update", "aupdate")
LITERAL = re.compile(r"['\"\d\[(]|None$|(\w+\.)*[A-Z]\w*(\.\w+)*$")  # told by `_unlooked`
MOST_STEPS = 8  # of one statement
MOST_EVIDENCE = 8
ASKS = re.compile(r"(^|_)(check|ensure|can|may|allow|allowed|validate|transition|transit|require|assert)(_|$)")


def derive(subject: Subject) -> Iterator[Constraint]:
    writes = subject.known_uses("write")
    for model in subject.models:
        for field in subject.fields(model) if not model.abstract else ():
            if not tells_state(field):
                continue
            found = machine(subject, field)
            for table in allowed(subject, field):
                yield _constraint(
                    field, _said(table.steps), f": nothing else ({table.by})", table, found, writes(field)
                )
                break
            else:
                known = [step for step in found.made if ANY not in step.sources and ASKED not in step.targets]
                steps = {(source, target) for step in known for source in step.sources for target in step.targets}
                if any(source != START for source, _ in steps):
                    rest = ", as far as code looks at what it was"
                    yield _constraint(field, _said(steps), rest, None, found, writes(field))


def broken(change: Change) -> Iterator[Violation]:
    unlooked = list(_unlooked(change))
    yield from unlooked
    yield from _untested(change, {one.symbol for one in unlooked})
    yield from _unswapped(change)
    yield from _outside(change)
    yield from loosened(change)
    yield from widened(change)


def tells_state(field: FieldView) -> bool:
    return field.kind == "column" and bool(field.choices or TELLS_STATE.search(field.name))


def _unlooked(change: Change) -> Iterator[Violation]:
    """A value that was given only where the field had certain values, and now whatever it has."""
    refused: set[str] | None = None
    for before, after in standing(change):
        for was in left_over(before.steps, after.steps, _whole):
            field = state_fields(change.base).get((was.model, was.field))
            step = step_of(was, field.choices) if field else None
            if field is None or step is None or _is_free(step) or ASKED in step.targets:
                continue
            same = [one for one in after.steps if one.field == was.field and one.constants == was.constants]
            if not same or not all(_is_free(step_of(one, field.choices)) for one in same):
                continue
            if asked_anew(change, before, after, was.field):
                continue
            if refused is None:  # what refused is told by its own rule
                refused = {violation.symbol for violation in state_guard.broken(change)}
            if after.symbol.name in refused:
                continue
            name = f"{change.now(field.model)}.{field.name}"
            yield Violation(
                constraint=f"transition:{name}",
                family="state",
                severity="violation",
                place=same[0].place,
                symbol=after.symbol.name,
                message=f"`{ending(after.symbol.name, 2)}` no longer looks at what `{ending(name, 2)}` was before it "
                f"makes it {listing(step.targets)}: it did so only from {listing(step.sources)}",
                evidence=(Evidence(was.place, f"from {', '.join(step.sources)}"), *_others(change, field, was)),
                fix=f"keep the condition on `{field.name}` in the query or test before it",
            )


def _untested(change: Change, told: set[str]) -> Iterator[Violation]:
    """A value that was given under a test of the field, whatever that said, and now is under none."""
    for before, after in standing(change):
        if after.symbol.name in told:
            continue
        for was in before.steps:
            tests = [test for test in was.given if _speaks(test, was.field)]
            if not tests or not TELLS_STATE.search(was.field):
                continue
            same = [one for one in after.steps if (one.field, one.value) == (was.field, was.value)]
            if not same or any(_speaks(test, was.field) for one in same for test in one.given):
                continue
            if asked_anew(change, before, after, was.field) or any(one.test in tests for one in before.refusals):
                continue
            yield Violation(
                constraint=f"transition:{change.now(was.model) or after.symbol.name}.{was.field}",
                family="state",
                severity="violation",
                place=same[0].place,
                symbol=after.symbol.name,
                message=f"`{ending(after.symbol.name, 2)}` gives `{was.field}` the value `{was.value}` whatever it "
                f"was: it did so only when {listing(tests, 2)}",
                evidence=(Evidence(was.place, f"when {tests[0]}"),),
                fix=f"keep the test of `{was.field}` before it",
            )
            break


def _speaks(test: str, field: str) -> bool:
    return bool(re.search(rf"\.{re.escape(field)}\b", test))


def _unswapped(change: Change) -> Iterator[Violation]:
    """A statement that changed rows only while a field had a value that was read before, and now whatever it has."""
    for before, after in standing(change):
        was, now = _swaps(before), _swaps(after)
        for (model, name), query in was.items():
            still = [q for q in after.queries if q.terminal in UPDATES and q.model == change.now(model)]
            if not still or (change.now(model), name) in now or asked_anew(change, before, after, name):
                continue
            if not any(one.field == name and one.by in UPDATES for one in after.assignments):
                continue
            field = f"{change.now(model)}.{name}"
            yield Violation(
                constraint=f"transition:{field}",
                family="state",
                severity="violation",
                place=still[0].place,
                symbol=after.symbol.name,
                message=f"`{ending(after.symbol.name, 2)}` no longer makes sure that `{ending(field, 2)}` is still "
                "what it was when it was read, before it changes it: of two at once, both go through",
                evidence=(Evidence(query.place, query.text),),
                fix=f"keep the condition on `{name}` in the query that is updated",
            )


def _swaps(body: Body) -> dict[tuple[str, str], QueryView]:
    """Updates by what reads as compare and swap: a field that is given a value, and asked for another, not constant."""
    given = {(one.model, one.field) for one in body.assignments if one.by in UPDATES}
    return {
        (query.model, name): query
        for query in body.queries
        if query.terminal in UPDATES and query.model
        for row in query.bindings
        if (query.model, name := re.split(r"\.|__", row.path)[-1]) in given
        and TELLS_STATE.search(name)
        and not row.negated
        and not LITERAL.match(row.value)
    }


def _outside(change: Change) -> Iterator[Violation]:
    """A step that the change makes and no table allows."""
    for name, body in bodies(change).after.items():
        was = bodies(change).before.get(change.was(name))
        known = {_print(one) for one in was.steps} if was else set()
        for one in body.steps:
            if _print(one) in known or one.operator != "=":
                continue
            field = state_fields(change.head).get((one.model, one.field))
            if field is None:
                continue
            step = step_of(one, field.choices)
            before = state_fields(change.base).get((change.was(one.model), one.field))
            tables = allowed(change.base, before) if before is not None else []
            now = {table.by: table for table in allowed(change.head, field)}
            for table in tables:
                loosened = now.get(table.by) if table.place is not None else None
                for source, target in _forbidden(table, step):
                    if loosened is None or list(_forbidden(loosened, step)):
                        yield _not_allowed(one, field, table, source, target)
                        break


def _forbidden(table: Allowed, step: Transition) -> Iterator[tuple[str, str]]:
    if table.is_open:
        return
    for target in step.targets:
        for source in step.sources:
            if target == ASKED:
                continue
            if source in (ANY, START):
                if target not in table.states or (source == ANY and not table.reaches(target)):
                    yield source, target
            elif not table.allows(source, target):
                yield source, target


def _not_allowed(one: AssignmentView, field: FieldView, table: Allowed, source: str, target: str) -> Violation:
    name = f"{field.model}.{field.name}"
    way = f"from `{source}` to `{target}`" if source not in (ANY, START) else f"to `{target}`"
    where = (Evidence(table.place, f"{table.by} does not allow it"),) if table.place else ()
    return Violation(
        constraint=f"transition:{name}",
        family="state",
        severity="violation",
        place=one.place,
        symbol=one.symbol,
        message=f"`{ending(one.symbol, 2)}` takes `{ending(name, 2)}` {way}, which `{table.by}` does not allow"
        + (f": {table.reason}" if table.reason else ""),
        evidence=where,
        fix=f"take a step that `{table.by}` allows, or have the step allowed there first",
    )


def _is_free(step: Transition) -> bool:
    return ANY in step.sources or START in step.sources


def asked_anew(change: Change, before: Body, after: Body, field: str) -> bool:
    """A test of the field that is new here, in a decorator, in what it calls now, or in its callers; a helper that is
    named for asking."""
    if gained_decorator(before, after) or _mentions(after, field) - _mentions(before, field):
        return True
    gained = helpers(change, before, after)
    if any(ASKS.search(ending(name)) for name in gained):
        return True
    if any(one.rpartition(".")[2] == field for row in refusals_in(change.head.graph, gained) for one in row.names):
        return True
    both, calls = bodies(change), called(change.head, after.symbol)
    for name, body in both.after.items():
        was = both.before.get(change.was(name))
        if name == after.symbol.name or not _mentions(body, field) - (_mentions(was, field) if was else set()):
            continue
        if name in calls or after.symbol.name in called(change.head, body.symbol):
            return True
    return False


def _mentions(body: Body, field: str) -> set[str]:
    """Tests and conditions that speak of the field, as written."""
    tests = [text for row in body.refusals for text in (row.test, *row.given)]
    tests += [text for row in body.steps for text in row.given]
    tests += [f"{row.path} {row.value}" for query in body.queries for row in query.bindings]
    return {text for text in tests if re.search(rf"(\b|_){re.escape(field)}(\b|__)", text)}


def _others(change: Change, field: FieldView, was: AssignmentView) -> list[Evidence]:
    steps = [one for one in machine(change.base, field).made if one.place != was.place and not _is_free(one)]
    return [
        Evidence(one.place, f"{ending(one.function, 2)}: from {', '.join(one.sources)} to {', '.join(one.targets)}")
        for one in steps[:2]
    ]


def _print(one: AssignmentView) -> tuple[object, ...]:
    return one.field, one.constants, one.was, one.was_not, one.value


def _whole(one: AssignmentView) -> tuple[object, ...]:
    """All but where it stands."""
    return one.model, one.by, one.operator, one.given, *_print(one)


def state_fields(subject: Subject) -> dict[tuple[str, str], FieldView]:
    """State fields by model and name; of the abstract model too that declares one."""
    return subject.graph.derived("fields that tell a state", lambda: _found(subject))


def _found(subject: Subject) -> dict[tuple[str, str], FieldView]:
    fields = [field for model in subject.models for field in subject.fields(model) if tells_state(field)]
    found = {(field.declared.rpartition(".")[0], field.name): field for field in fields}
    return found | {(field.model, field.name): field for field in fields}


def _said(steps: Iterable[tuple[str, str]]) -> str:
    by_source: dict[str, list[str]] = {}
    for source, target in sorted(steps):
        by_source.setdefault(source, []).append(target)
    words = {START: "begins as", ANY: "from any to", ASKED: "from what is asked to"}
    said = [
        f"{words.get(source) or f'{source} ->'} {' | '.join('as asked' if to == ASKED else to for to in targets)}"
        for source, targets in by_source.items()
    ]
    more = f"; and {len(said) - MOST_STEPS} more" if len(said) > MOST_STEPS else ""
    return "; ".join(said[:MOST_STEPS]) + more


def _constraint(
    field: FieldView,
    steps: str,
    rest: str,
    table: Allowed | None,
    found: StateMachine,
    writes: list[UseView],
) -> Constraint:
    name = f"{field.model}.{field.name}"
    places = {use.place: use.function for use in writes}
    evidence = [Evidence(table.place, f"{table.by} says so")] if table is not None and table.place else []
    evidence += [
        Evidence(one.place, f"{ending(one.function, 2)} makes it {', '.join(one.targets)}")
        for one in found.made
        if ASKED not in one.targets
    ][:MOST_EVIDENCE]
    return Constraint(
        id=f"transition:{name}",
        family="state",
        statement=f"`{ending(name, 2)}` {steps}{rest}",
        scope=Scope(
            symbols=tuple(dict.fromkeys([name, field.declared, *places.values()])),
            paths=tuple(sorted({field.place.path, *(place.path for place in places)})),
        ),
        origin="declared" if table is not None else "inferred",
        severity="violation",
        evidence=(Evidence(field.place, "declared here"), *evidence),
    )
