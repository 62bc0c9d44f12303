"""Rows that are locked before they are changed.

What it notices
    A query that locks the rows it reads (`select_for_update`, `with_for_update`).

Why it matters
    Two requests that read the same row, change it and store it lose one of the changes. Tests never run two at once.

Example
    account = Account.objects.select_for_update().get(pk=pk)
    account.balance -= amount
    account.save()

    `pay` still reads `Account` and no longer locks the rows.

Limits
    A lock that moved to another function of the same change is believed to cover what it covered.
"""

import re
from collections import Counter
from collections.abc import Iterator

from constraints.change import Change
from constraints.conduct import STORING, Body, bodies, helpers, standing
from constraints.constraint import Constraint, Evidence, Scope, Support, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.calls import callers
from indexer.graph.conduct import AssignmentView, QueryView, assignments_in, queries_in

CHANGES = ("attribute", "setattr")
MOST_EXCEPTIONS = 4
SAVES = re.compile(r"\.a?save\(")


def derive(subject: Subject) -> Iterator[Constraint]:
    """A function that locks, and how many of those that write the same fields lock too; it binds them all."""
    graph = subject.graph
    locking = [one for one in queries_in(graph, locks=True) if not subject.is_test(one.place.path)]
    by_model: dict[str, list[QueryView]] = {}
    for query in locking:
        if query.model:
            by_model.setdefault(query.model, []).append(query)
    for model, queries in by_model.items():
        writes = _changes(subject, model)
        locked = _locked(subject, queries)
        by_function: dict[tuple[str, str], list[QueryView]] = {}
        for query in queries:
            by_function.setdefault((query.symbol, query.place.path), []).append(query)
        for (function, path), own in by_function.items():
            mine = {one.field for one in writes if (one.symbol, one.place.path) == (function, path)}
            calling = _calling(subject, function)
            fields = mine or {one.field for one in writes if one.symbol in calling}
            written = [one for one in writes if one.field in fields]
            yield _constraint(model, function, own, written, locked, who="it writes" if mine else "others write")


def broken(change: Change) -> Iterator[Violation]:
    """A query that locked its rows, in a function that still asks for them without."""
    gained = _gained(change)
    for before, after in standing(change):
        for model, locking in _by_model(before, locks=True).items():
            now = change.now(model)
            left = _by_model(after, locks=True).get(now, [])
            unlocked = _by_model(after, locks=False).get(now, [])
            were = _by_model(before, locks=False).get(model, [])
            if len(left) >= len(locking) or gained[now] > 0:
                continue
            read_again = len(unlocked) > len(were)
            fetches = bool(unlocked) and not (before.stores or after.stores or before.transactions)  # others write
            if not read_again and not fetches and not _stores_alike(before, after, model, now):
                continue
            if any(query.locks for query in queries_in(change.head.graph, helpers(change, before, after))):
                continue
            texts = {one.text for one in were}
            here = next((query.place for query in unlocked if query.text not in texts), after.symbol.place)
            does = "reads" if read_again else "fetches" if fetches else "writes"
            what = f"`{ending(model)}`" if model else f"`{locking[0].source}`"
            yield Violation(
                constraint=f"row_lock:{after.symbol.name}",
                family="consistency",
                severity="violation",
                place=here,
                symbol=after.symbol.name,
                message=f"`{ending(after.symbol.name, 2)}` still {does} {what} and no longer locks the rows: "
                "what another request stores meanwhile is overwritten",
                evidence=tuple(Evidence(one.place, f"locked: {one.text}") for one in locking[:2]),
                fix="keep the lock, or make the change in one statement that the database runs",
            )


def _constraint(
    model: str, function: str, own: list[QueryView], writes: list[AssignmentView], locked: set[str], *, who: str
) -> Constraint:
    """`writes`: of the fields that the function writes, or that those that call it write, wherever they are."""
    fields = list(dict.fromkeys(one.field for one in writes))
    writers = list(dict.fromkeys(one.symbol for one in writes))
    kept = [writer for writer in writers if writer in locked]
    before = f"before {who} {listing(fields)}" if fields else "that it reads"
    support = Support(len(kept), len(writers)) if len(writers) > 1 else None
    siblings = f": {support} writers lock" if support else ""
    left = [one for one in writes if one.symbol not in locked]
    return Constraint(
        id=f"row_lock:{function}",
        family="consistency",
        statement=f"`{ending(function)}` locks the rows of `{ending(model)}` {before}{siblings}",
        scope=Scope(
            symbols=tuple(dict.fromkeys([function, *writers, *(f"{model}.{field}" for field in fields)])),
            paths=tuple(sorted({own[0].place.path, *(one.place.path for one in writes)})),
        ),
        origin="enforced",
        severity="violation",
        evidence=tuple(Evidence(one.place, f"locks: {one.text}") for one in own),
        support=support,
        exceptions=tuple(Evidence(one.place, f"{ending(one.symbol, 2)} does not") for one in left[:MOST_EXCEPTIONS]),
    )


def _changes(subject: Subject, model: str) -> list[AssignmentView]:
    """Values given to rows that are there already, by something else than one statement of the database."""
    return [
        one
        for one in assignments_in(subject.graph, model=model)
        if one.by in CHANGES and one.kind != "f_expression" and not subject.is_test(one.place.path)
    ]


def _locked(subject: Subject, queries: list[QueryView]) -> set[str]:
    """The functions that hold the locking queries, and those that call them."""
    holding = dict.fromkeys(query.symbol for query in queries)
    return set(holding).union(*(_calling(subject, name) for name in holding))


def _calling(subject: Subject, function: str) -> set[str]:
    return {call.caller for call in callers(subject.graph, function)} if subject.symbol(function) else set()


def _stores_alike(before: Body, after: Body, model: str, now: str) -> bool:
    """Is the transaction that the lock was taken in still open around writes of the same fields?"""
    were = {(one.field, one.value) for one in before.assignments if model and one.model == model}
    are = {
        (one.field, one.value) for one in after.assignments if one.model == now and after.in_transaction(one.place.line)
    }
    return not were.isdisjoint(are) or bool(_saved(before) & _saved(after))


def _saved(body: Body) -> set[str]:
    """What is stored in a transaction, as written: `account.save()`."""
    return {
        one.text
        for one in body.effects
        if one.text.endswith(")") and SAVES.search(one.text) and body.in_transaction(one.place.line)
    }


def _by_model(body: Body, *, locks: bool) -> dict[str, list[QueryView]]:
    found: dict[str, list[QueryView]] = {}
    for query in body.queries:
        if query.locks == locks and query.terminal not in STORING:  # what the database does in one step needs no lock
            found.setdefault(query.model, []).append(query)
    return found


def _gained(change: Change) -> Counter[str]:
    """Locking queries by model that functions of the head hold beyond those that they held before."""
    both = bodies(change)
    found: Counter[str] = Counter()
    for name, body in both.after.items():
        was = both.before.get(change.was(name))
        held = Counter(change.now(query.model) for query in was.queries if query.locks) if was else Counter[str]()
        found += Counter(query.model for query in body.queries if query.locks) - held
    return found
