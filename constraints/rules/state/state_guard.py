"""Tests of a state that refuse.

What it notices
    A function that refuses (raises, aborts, answers with an error, or leaves before it writes that state) after it
    looked at a field that tells a state: a status, a field with choices, a flag such as `is_locked`.

Why it matters
    The test is what keeps a paid order from being paid twice and a disabled account from getting a new key. Nothing
    fails when it is gone, until somebody asks for just that.

Example
    def ship(order):
        if order.status != "paid":
            raise NotPaid()
        order.status = "shipped"

    `ship` no longer refuses when `order.status != 'paid'`.

Limits
    A test that was written anew and looks at the same field is left alone, also where it refuses less. Early exits
    without an error count only in a function that writes the field that it looked at.
"""

import re
from collections import Counter
from collections.abc import Iterator

from constraints.change import Change
from constraints.conduct import Body, bodies, called, gained_decorator, helpers, standing, working
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.conduct import RefusalView, refusals_in
from indexer.graph.data import fields_of

TELLS_STATE = re.compile(r"(^|_)(status|state|stage|phase)$")
FLAG = re.compile(
    r"^(is_|has_been_|was_)?(archived|locked|disabled|enabled|active|inactive|paused|closed|deleted|draft|published|hidden"
    r"|frozen|expired|cancell?ed|suspended|banned|blocked|finished|completed?|approved|verified|confirmed|revoked"
    r"|read_?only|processed|paid|shipped|open|started|running)$"
)
OF_STATE = re.compile(r"(?:^|_)(status|state|stage|phase)(?:_|$)")
BOOLEANS = ("BooleanField", "NullBooleanField", "Boolean", "bool", "BOOLEAN")
WHO = frozenset({"is_staff", "is_superuser", "is_admin", "is_authenticated", "is_anonymous"})  # who asks, not a state
ERROR = 400  # statuses from here on refuse


def derive(subject: Subject) -> Iterator[Constraint]:
    working_there = working(subject)
    if not working_there:
        return
    fields = _state_fields(subject)
    for body in working_there:
        refusing = [one for one in body.refusals if (read := _read(one, body, fields)) and _refuses(one, body, read)]
        if refusing:
            yield Constraint(
                id=f"state_guard:{body.symbol.name}",
                family="state",
                statement=f"`{ending(body.symbol.name)}` refuses when "
                f"{listing(list(dict.fromkeys(one.test for one in refusing)), 3)}",
                scope=Scope(symbols=(body.symbol.name,), paths=(body.symbol.place.path,)),
                origin="enforced",
                severity="violation" if any(map(_errs, refusing)) else "suspicion",
                evidence=tuple(Evidence(one.place, one.outcome) for one in refusing),
            )


def broken(change: Change) -> Iterator[Violation]:
    """A test of a state that refused in a function that is still there, and in nothing that changed since."""
    if change.same("refusals"):
        return
    fields = _state_fields(change.base)
    for before, after in standing(change):
        left = {refusal.test for refusal in after.refusals}
        for refusal in before.refusals:
            read = _read(refusal, before, fields)
            if not read or refusal.test in left or not _refuses(refusal, before, read):
                continue
            if _asks_anew(before, after, read) or _moved(change, before, after, refusal, read):
                continue
            if _gathered(before, after, refusal):
                continue
            yield Violation(
                constraint=f"state_guard:{after.symbol.name}",
                family="state",
                severity="violation" if _errs(refusal) else "suspicion",
                place=after.symbol.place,
                symbol=after.symbol.name,
                message=f"`{ending(after.symbol.name, 2)}` no longer refuses when `{refusal.test}`, and nothing that "
                "it calls does so instead",
                evidence=(Evidence(refusal.place, f"here it was: {refusal.outcome}"), *_siblings(change, before, read)),
                fix=f"keep the test of `{sorted(read)[0]}` before what follows it, or move it to what this calls",
            )


def _state_fields(subject: Subject) -> frozenset[str]:
    """Names of the fields that tell a state, on whatever model."""
    return subject.graph.derived("state fields", lambda: _named_so(subject))


def _named_so(subject: Subject) -> frozenset[str]:
    found = {
        field.name
        for field in fields_of(subject.graph, None)
        if field.choices or field.type in BOOLEANS or TELLS_STATE.search(field.name)
    }
    return frozenset(found - WHO)


def _read(refusal: RefusalView, body: Body, fields: frozenset[str]) -> frozenset[str]:
    return _states(refusal, fields) | _of_a_local(refusal, body)


def _states(refusal: RefusalView, fields: frozenset[str]) -> frozenset[str]:
    """Names of the fields that tell a state among what the test reads of some object."""
    last = {name for chain in refusal.names for name in chain.split(".")[1:][-2:]}
    return frozenset(name for name in last if name in fields or (FLAG.match(name) and name not in WHO))


def _of_a_local(refusal: RefusalView, body: Body) -> frozenset[str]:
    """The state that a local name such as `status_before` is called after, where the function goes on to write it."""
    words = {found[1] for name in refusal.names if "." not in name and (found := OF_STATE.search(name))}
    return frozenset(words & {one.field for one in body.steps if one.place.line > refusal.place.line})


def _errs(refusal: RefusalView) -> bool:
    return refusal.kind in ("raise", "abort") or (refusal.status is not None and refusal.status >= ERROR)


def _refuses(refusal: RefusalView, body: Body, read: frozenset[str]) -> bool:
    return _errs(refusal) or any(
        assignment.field in read and assignment.place.line > refusal.place.line for assignment in body.steps
    )


def _asks_anew(before: Body, after: Body, read: frozenset[str]) -> bool:
    """Does something in the function depend on one of the fields that did not before?"""
    gained = _conditions(after) - _conditions(before)
    return any(_mentions(text, read) for text in gained)


def _conditions(body: Body) -> Counter[str]:
    """All tests and conditions of queries, as written."""
    tests = [text for refusal in body.refusals for text in (refusal.test, *refusal.given)]
    tests += [text for assignment in body.steps for text in assignment.given]
    tests += [binding.path.replace("__", ".") for query in body.queries for binding in query.bindings]
    return Counter(tests)


def _mentions(text: str, read: frozenset[str]) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", text) for name in read)


def _moved(change: Change, before: Body, after: Body, refusal: RefusalView, read: frozenset[str]) -> bool:
    """Is it in a decorator, in a helper, or elsewhere in what changed?"""
    if gained_decorator(before, after):
        return True
    new_tests = {refusal.test for refusal in after.refusals} - {refusal.test for refusal in before.refusals}
    if any("(" in test for test in new_tests):  # a predicate asked instead
        return True
    gained = helpers(change, before, after)
    asked = [refusal for refusal in refusals_in(change.head.graph, gained) if _mentions(" ".join(refusal.names), read)]
    if asked or any(read & set(re.split(r"\.|_", name)) for name in gained):
        return True
    calls = called(change.head, after.symbol)
    for name, body in bodies(change).after.items():
        was = bodies(change).before.get(change.was(name))
        new = _tests(body) - (_tests(was) if was else Counter())
        if name == after.symbol.name or not any(_mentions(test, read) for test in new):
            continue
        if name in calls or after.symbol.name in called(change.head, body.symbol) or _bare(refusal.test) in new:
            return True
    return False


def _gathered(before: Body, after: Body, refusal: RefusalView) -> bool:
    """Is what is wrong now collected, and refused at the end all at once: `if errors: raise Refused(errors)`?"""
    knew = {one.test for one in before.refusals}
    return any(
        one.test.isidentifier() and one.test not in knew and _raised(one) == _raised(refusal) for one in after.refusals
    )


def _raised(refusal: RefusalView) -> tuple[str, str]:
    return refusal.kind, refusal.outcome.partition("(")[0]


def _tests(body: Body) -> Counter[str]:
    return Counter(_bare(refusal.test) for refusal in body.refusals)


def _bare(test: str) -> str:
    """Whatever the object is called: `.status == 'paid'`."""
    return re.sub(r"\b[a-zA-Z_][\w.]*\.(\w+)", r".\1", test)


def _siblings(change: Change, before: Body, read: frozenset[str]) -> list[Evidence]:
    """Others in the same file that look at the same field before they go on."""
    others = [
        refusal
        for body in bodies(change).before.values()
        if body.symbol.name != before.symbol.name and body.symbol.place.path == before.symbol.place.path
        for refusal in body.refusals
        if _errs(refusal) and any(chain.rpartition(".")[2] in read for chain in refusal.names)
    ]
    return [Evidence(one.place, f"{ending(one.symbol, 2)} still refuses when {one.test}") for one in others[:2]]
