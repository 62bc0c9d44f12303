"""Places that name another value of a state than they did.

What it notices
    A value that is given, asked for in a query, tested or handed on, at a place that is otherwise as it was: now it is
    another member of the same enumeration, or another value that the same field can have. A query that no longer asks
    for a state at all, and a test that is turned round.

Why it matters
    All names are right and everything runs. But a cancelled order is stored as failed, the job that waits for `ready`
    rows takes those that are going, and only new orders may be changed where only paid ones might.

Example
    order.status = Status.CANCELLED

    `cancel` makes `Order.status` `Status.CANCELLED` no more: it makes it `Status.FAILED` at the same place.

Limits
    A value that is new to its enumeration or has left it is none of this, nor is one that several functions have
    exchanged alike: that is meant. Where the tests around it changed too, another rule speaks.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from constraints.bodies import left_over
from constraints.change import Change
from constraints.conduct import Body, standing
from constraints.constraint import Constraint, Evidence, Violation
from constraints.phrases import ending
from constraints.rules.state.state_guard import TELLS_STATE
from constraints.rules.state.transition import LITERAL, UPDATES, asked_anew, state_fields
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.conduct import AssignmentView, BindingView, QueryView
from indexer.graph.names import outline

VALUE = re.compile(r"'(?:[^'\\]|\\.)*'|\b(?:\w+\.)*[A-Z]\w*(?:\.\w+)+(?!\w|\()|\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
NAMES_STATE = re.compile(r"(?:\b|_)(?:status|state|stage|phase)\b|(?:Status|State|Stage|Phase)s?\.\w+")
OF_STATES = re.compile(r"(?:Status(?:es)?|States?|Stages?|Phases?)$")
TURNED = {"==": "!=", "!=": "==", "in": "not in", "not in": "in", "is": "is not", "is not": "is"}
COMPARES = re.compile(r" (==|!=|not in|in|is not|is) ")
ALIKE = 2  # functions that exchange the same two, before it is meant


@dataclass(frozen=True, slots=True)
class Exchange:
    """One value for another; `now` '' where nothing is asked for any more."""

    of: str  # the field, as far as it is known
    was: str
    now: str
    before: Place
    after: Place
    message: str


def derive(subject: Subject) -> tuple[Constraint, ...]:
    return ()  # `transition` and `state_guard` say what holds


def broken(change: Change) -> Iterator[Violation]:
    if change.same("assignments", "queries", "bindings", "refusals", "effects"):
        return
    found: list[tuple[Body, Exchange]] = []
    for before, after in standing(change):
        told: set[tuple[str, str]] = set()
        for one in _exchanges(change, before, after):
            if (key := (_leaf(one.was), _leaf(one.now))) not in told:
                told.add(key)
                found.append((after, one))
    if not found:
        return
    came, left = _members(change)
    often = Counter((_leaf(one.was), _leaf(one.now)) for _, one in found)
    for body, one in found:
        if one.now and often[_leaf(one.was), _leaf(one.now)] >= ALIKE:
            continue
        if _member(one.was) in left or _member(one.now) in came:
            continue
        yield Violation(
            constraint=f"another_value:{one.of or body.symbol.name}",
            family="state",
            severity="suspicion",
            place=one.after,
            symbol=body.symbol.name,
            message=f"`{ending(body.symbol.name, 2)}` {one.message}",
            evidence=(Evidence(one.before, f"here it was {one.was}"),),
            fix=f"keep {one.was}" + (f", or say why {one.now} is right here" if one.now else " as a condition"),
        )


def _exchanges(change: Change, before: Body, after: Body) -> Iterator[Exchange]:
    yield from _given(change, before, after)
    yield from _asked(change, before, after)
    yield from _tested(before, after)
    yield from _handed_on(before, after)


def _given(change: Change, before: Body, after: Body) -> Iterator[Exchange]:
    """Constants that a state is given under the same tests."""
    gone, come = left_over(before.steps, after.steps, _step), left_over(after.steps, before.steps, _step)
    fields = state_fields(change.base)
    for was in gone:
        field = fields.get((was.model, was.field))
        if len(was.constants) != 1 or not isinstance(was.constants[0], str) or not TELLS_STATE.search(was.field):
            continue
        alike = [one for one in come if _where(one) == _where(was) and len(one.constants) == 1 and one.constants[0]]
        if len(alike) != 1 or sum(_where(one) == _where(was) for one in gone) != 1:
            continue
        value, now = was.constants[0], alike[0].constants[0]
        head = state_fields(change.head).get((alike[0].model, alike[0].field))
        if field is not None and field.choices and now not in field.choices:
            continue
        if value == now or (head is not None and head.choices and value not in head.choices):
            continue
        name = f"{change.now(was.model)}.{was.field}" if was.model else was.field
        yield Exchange(
            of=name if was.model else "",
            was=was.value,
            now=alike[0].value,
            before=was.place,
            after=alike[0].place,
            message=f"makes `{ending(name, 2)}` `{alike[0].value}`, where it made it `{was.value}` at the same place",
        )


def _step(one: AssignmentView) -> tuple[object, ...]:
    return one.field, one.by, one.given, one.constants


def _where(one: AssignmentView) -> tuple[object, ...]:
    return one.field, one.by, one.operator, tuple(VALUE.sub("?", test) for test in one.given)


def _asked(change: Change, before: Body, after: Body) -> Iterator[Exchange]:
    """Conditions of queries that are as they were otherwise."""
    gone = left_over(before.queries, after.queries, _query)
    come = left_over(after.queries, before.queries, _query)
    for was in gone:
        for now in come:
            if (now.terminal, now.model) != (was.terminal, change.now(was.model)) or was.is_known != now.is_known:
                continue
            lost = left_over(_own(was), _own(now), _condition)
            new = left_over(_own(now), _own(was), _condition)
            if len(lost) != 1 or len(new) > 1 or not _is_of_state(lost[0]):
                continue
            (row,) = lost
            name = re.split(r"\.|__", row.path)[-1]
            asks = f"asks `{ending(was.model) or was.source}`"
            if not new:
                given = was.terminal in UPDATES and any(one.field == name for one in before.assignments)
                if given or asked_anew(change, before, after, name):
                    continue
                message = f"{asks} for any `{name}`, where it asked for `{row.value}` alone"
                yield Exchange(row.field, row.value, "", was.place, now.place, message)
            elif _are_members(row.value, new[0].value) and _shape(row) == _shape(new[0]):
                message = f"{asks} for `{name}` `{new[0].value}`, where it asked for `{row.value}`"
                yield Exchange(row.field, row.value, new[0].value, was.place, now.place, message)
            break


def _query(one: QueryView) -> tuple[object, ...]:
    return one.model, one.terminal, tuple(map(_condition, _own(one)))


def _own(one: QueryView) -> list[BindingView]:
    return [row for row in one.bindings if not row.inherited]


def _condition(row: BindingView) -> tuple[object, ...]:
    return *_shape(row), row.value


def _shape(row: BindingView) -> tuple[object, ...]:
    return row.path, row.operator, row.negated, row.alternative


def _is_of_state(row: BindingView) -> bool:
    return bool(TELLS_STATE.search(re.split(r"\.|__", row.path)[-1]) and LITERAL.match(row.value)) and not row.negated


def _tested(before: Body, after: Body) -> Iterator[Exchange]:
    """Tests that leave, or stand around what is done."""
    were, are = _tests(before), _tests(after)
    gone = {test: place for test, place in were.items() if test not in are and NAMES_STATE.search(test)}
    come = {test: place for test, place in are.items() if test not in were and NAMES_STATE.search(test)}
    for test, place in gone.items():
        alike = [(other, way) for other in come if (way := _differ(test, other)) is not None]
        if len(alike) != 1:
            continue
        other, (was, now) = alike[0]
        message = f"goes by `{other}`, where it went by `{test}`"
        yield Exchange("", was, now, place, come[other], message)


def _tests(body: Body) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for refusal in body.refusals:
        found.setdefault(refusal.test, refusal.place)
        for test in refusal.given:
            found.setdefault(test, refusal.place)
    around = [(row.given, row.place) for row in body.steps] + [(row.given, row.place) for row in body.effects]
    for given, place in around:
        for test in given:
            found.setdefault(test, place)
    return found


def _handed_on(before: Body, after: Body) -> Iterator[Exchange]:
    """Members of an enumeration of states that a call is given."""
    gone = left_over(before.effects, after.effects, lambda one: one.text)
    come = left_over(after.effects, before.effects, lambda one: one.text)
    for was in gone:
        alike = [(one, way) for one in come if one.callee == was.callee and (way := _differ(was.text, one.text))]
        if len(alike) != 1:
            continue
        now, (old, new) = alike[0]
        if OF_STATES.search(old.rpartition(".")[0]):
            message = f"calls `{ending(was.callee)}` with `{new}`, where it called it with `{old}`"
            yield Exchange("", old, new, was.place, now.place, message)


def _differ(one: str, other: str) -> tuple[str, str] | None:
    """The one value in which two texts differ, that or the way in which it is compared: of values of one kind."""
    here, there = VALUE.findall(one), VALUE.findall(other)
    pairs = [(a, b) for a, b in zip(here, there, strict=False) if a != b]
    if len(here) != len(there) or len(pairs) > 1:
        return None
    if VALUE.sub("?", one) == VALUE.sub("?", other):
        return pairs[0] if pairs and _are_members(*pairs[0]) else None
    turned = COMPARES.search(one)
    if turned is None or len(COMPARES.findall(one)) != 1:
        return None
    round_ = f"{one[: turned.start(1)]}{TURNED[turned[1]]}{one[turned.end(1) :]}"
    if VALUE.sub("?", round_) != VALUE.sub("?", other) or not here or (pairs and not _are_members(*pairs[0])):
        return None
    values = pairs[0] if pairs else (here[0], here[0])
    return f"{turned[1]} {values[0]}", f"{TURNED[turned[1]]} {values[1]}"


def _are_members(one: str, other: str) -> bool:
    """Two texts, or two members of what has one name."""
    if one.startswith("'") or other.startswith("'"):
        return one.startswith("'") and other.startswith("'") and bool(VALUE.fullmatch(one) and VALUE.fullmatch(other))
    if not VALUE.fullmatch(one) or not VALUE.fullmatch(other):
        return False
    return one.rpartition(".")[0] == other.rpartition(".")[0]


def _members(change: Change) -> tuple[set[str], set[str]]:
    """Members of classes that the change brings, and those that it takes, by their last two names."""
    were, are = _names(change.base, change.difference.paths), _names(change.head, change.difference.paths)
    return are - were, were - are


def _names(subject: Subject, paths: frozenset[str] | set[str]) -> set[str]:
    found = {one.name for path in paths if path in subject.files for one in outline(subject.graph, path)}
    return {".".join(name.split(".")[-2:]) for name in found}


def _member(value: str) -> str:
    return ".".join(value.split()[-1].split(".")[-2:]) if value else ""


def _leaf(value: str) -> str:
    return value.rpartition(".")[2].strip("'")
