"""What is looked for before something is stored.

What it notices
    A function that asks the database first, and leaves before it stores anything where it found a row, or found none:
    an idempotency key, the id of a webhook's event, a name that is taken, an address that is blocked.

Why it matters
    Providers deliver events twice and people click twice. Without the look the second one is done too: two charges, two
    messages, or an error from the database that nobody expects.

Example
    if Event.objects.filter(key=key).exists():
        return
    Event.objects.create(key=key)

    without the first two lines: `receive` no longer looks for an `Event` before it goes on.

Limits
    A function that makes the row in one step, catches the refusal of the database, asks anew for the model or has it
    asked by what it calls is left alone.
"""

import re
from collections.abc import Iterator

from constraints.change import Change
from constraints.conduct import Body, bodies, called, gained_decorator, helpers, only_lost, standing, working
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.reliance import LOOKS, MAKES, ONE
from constraints.subject import Subject
from indexer.graph.calls import callees
from indexer.graph.conduct import QueryView, RefusalView, assignments_in, queries_in

NEAR = 6  # lines from a look to what leaves because of it
NOTHING_THERE = re.compile(r"^(\w+) (is None|== 0)$|^not (\w+)$")
SOMETHING_THERE = re.compile(r"^(\w+)( is not None| > 0)?$")


def derive(subject: Subject) -> Iterator[Constraint]:
    for body in working(subject):
        looks = _looks(body)
        if looks:
            models = listing(list(dict.fromkeys(ending(query.model) for query, _ in looks)), 3)
            yield Constraint(
                id=f"looked_first:{body.symbol.name}",
                family="consistency",
                statement=f"`{ending(body.symbol.name)}` looks for {models} before it stores anything, and leaves "
                "because of what it finds",
                scope=Scope(symbols=(body.symbol.name,), paths=(body.symbol.place.path,)),
                origin="enforced",
                severity="violation",
                evidence=tuple(Evidence(query.place, f"{query.text}: {left.outcome}") for query, left in looks),
            )


def broken(change: Change) -> Iterator[Violation]:
    """A look that made a function leave, of one that still stores what stood behind it."""
    for before, after in standing(change):
        if _left(before) <= _left(after) and len(before.queries) <= len(after.queries):
            continue  # the usual case
        told: set[str] = set()
        for query, refusal in _looks(before, change.base):
            model = change.now(query.model)
            if model in told or not (_stores(before, after) or _has_stored(change, before, after)):
                continue
            asks = _asks(after, model, than=_count(change, before, model))
            if asks and (_leaves(after, refusal) or not only_lost(change, before.symbol, after.symbol)):
                continue
            if gained_decorator(before, after) or _safe(before, after) or _moved(change, before, after, model):
                continue
            told.add(model)
            yield Violation(
                constraint=f"looked_first:{after.symbol.name}",
                family="consistency",
                severity="violation",
                place=after.symbol.place,
                symbol=after.symbol.name,
                message=f"`{ending(after.symbol.name, 2)}` no longer looks for a `{ending(model)}` before it goes on: "
                f"it left ({refusal.outcome}) when `{refusal.test}`",
                evidence=(Evidence(query.place, query.text), Evidence(refusal.place, f"left: {refusal.outcome}")),
                fix="look first and leave, or make what is stored in one step on a unique key",
            )


def _looks(body: Body, subject: Subject | None = None) -> list[tuple[QueryView, RefusalView]]:
    """Queries with conditions, each with what leaves because of it, before the function stores something, or, asked of
    a `subject`, before it calls what does."""
    found: list[tuple[QueryView, RefusalView]] = []
    last = max(body.stores, default=0)
    if subject is not None and not last and body.refusals and any(one.terminal in LOOKS for one in body.queries):
        last = max(_storing(subject, body).values(), default=0)
    for query in body.queries:
        if query.terminal not in LOOKS and query.terminal not in ONE:
            continue
        if not query.is_known or not query.bindings or query.place.line >= last:
            continue
        refusal = next((one for one in body.refusals if one.place.line < last and _because(one, query)), None)
        if refusal is not None:
            found.append((query, refusal))
    return found


def _storing(subject: Subject, body: Body) -> dict[str, int]:
    """Functions that it calls and that make rows, by dotted name with the last line of a call."""
    lines = {call.callee: call.place.line for call in callees(subject.graph, body.symbol) if call.callee}
    made = {one.symbol for one in queries_in(subject.graph, lines) if one.terminal in MAKES}
    made |= {one.symbol for one in assignments_in(subject.graph, lines) if one.by in MAKES}
    return {name: line for name, line in lines.items() if name in made}


def _has_stored(change: Change, before: Body, after: Body) -> bool:
    """Does it still call one of the functions that make rows?"""
    made = {change.now(name) for name in _storing(change.base, before)}
    return not made.isdisjoint(called(change.head, after.symbol))


def _because(refusal: RefusalView, query: QueryView) -> bool:
    """`if X.exists():`, `if found:`, `if found is None:` a few lines further down."""
    if not 0 <= refusal.place.line - query.place.line <= NEAR:
        return False
    if query.terminal in LOOKS and query.methods and f".{query.methods[-1]}(" in refusal.test:
        return True
    named = SOMETHING_THERE.match(refusal.test) or NOTHING_THERE.match(refusal.test)
    return named is not None and refusal.names == tuple(filter(None, (named[1], *named.groups()[2:])))[:1]


def _asks(body: Body, model: str, than: int) -> bool:
    """As often as before?"""
    return sum(query.model == model for query in body.queries) >= than


def _left(body: Body) -> set[tuple[str, str]]:
    return {(one.test, one.outcome) for one in body.refusals}


def _leaves(body: Body, refusal: RefusalView) -> bool:
    return any((one.test, one.outcome) == (refusal.test, refusal.outcome) for one in body.refusals)


def _count(change: Change, body: Body, model: str) -> int:
    return sum(change.now(query.model) == model for query in body.queries)


def _stores(before: Body, after: Body) -> bool:
    """Is something of what it stored still stored?"""
    was = {one.text for one in before.effects} | {one.text for one in before.queries}
    now = [(one.text, one.place.line) for one in after.effects] + [(one.text, one.place.line) for one in after.queries]
    stores = set(after.stores)
    made = {(one.field, one.value) for one in before.assignments}
    return any(text in was and line in stores for text, line in now) or any(
        (one.field, one.value) in made for one in after.assignments
    )


def _safe(before: Body, after: Body) -> bool:
    """Is it made in one step, or does the database refuse a second now?"""
    pairs = sum("_or_create" in query.terminal for query in after.queries)
    return pairs > sum("_or_create" in query.terminal for query in before.queries) or any(
        "IntegrityError" in caught or "UniqueViolation" in caught for one in after.contexts for caught in one.caught
    )


def _moved(change: Change, before: Body, after: Body, model: str) -> bool:
    """Does something that it calls now, or something of the change that calls it, ask for the model?"""
    gained = helpers(change, before, after)
    if any(query.model == model for query in queries_in(change.head.graph, gained)):
        return True
    both = bodies(change)
    for name, body in both.after.items():
        was = both.before.get(change.was(name))
        more = sum(query.model == model for query in body.queries) > (_count(change, was, model) if was else 0)
        if more and (name == after.symbol.name or after.symbol.name in called(change.head, body.symbol)):
            return True
    return False
