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

from collections import Counter
from collections.abc import Iterable, Iterator

from constraints.change import Change
from constraints.conduct import STORING, Body, bodies, helpers, standing
from constraints.constraint import Constraint, Evidence, Violation
from constraints.phrases import ending
from constraints.subject import Subject
from indexer.graph.conduct import QueryView, queries_in


def derive(subject: Subject) -> Iterable[Constraint]:
    return ()  # a lock is told with the function that it is in


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
            if not read_again and not _stores_alike(before, after, model, now):
                continue
            if any(query.locks for query in queries_in(change.head.graph, helpers(change, before, after))):
                continue
            texts = {one.text for one in were}
            here = next((query.place for query in unlocked if query.text not in texts), after.symbol.place)
            does = "reads" if read_again else "writes"
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


def _stores_alike(before: Body, after: Body, model: str, now: str) -> bool:
    """Is the transaction that the lock was taken in still open around writes of the same fields?"""
    were = {(one.field, one.value) for one in before.assignments if model and one.model == model}
    are = {
        (one.field, one.value) for one in after.assignments if one.model == now and after.in_transaction(one.place.line)
    }
    return not were.isdisjoint(are)


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
