"""What writes only inside the transactions of those that call it.

What it notices
    A function that writes, opens no transaction itself, and is called only where its callers have one open: their own,
    that of their callers, or the one that `ATOMIC_REQUESTS` opens for each request.

Why it matters
    Such a function relies on being undone together with the rest. Called from outside a transaction, what it writes is
    stored in part when it fails half way.

Example
    def move(account, amount): ...          # pay and refund call it inside `transaction.atomic()`

    def settle(account):
        move(account, 1)

    `settle` calls `move` outside any transaction: all 2 others that call it have one open.

Limits
    What is called by name only, or by a framework, is not seen as a call. One caller alone shows no habit.
"""

from collections.abc import Iterator

from constraints.change import Change
from constraints.conduct import SAVING, STORING, bodies, has_changed, working
from constraints.constraint import Constraint, Evidence, Scope, Support, Violation
from constraints.covered import calls_of
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.conduct import assignments_in, effects_in, queries_in, transactions_in
from indexer.graph.control import callees_of, transactions

FEWEST = 2  # callers that have one open, before one that has none is told
MOST_EVIDENCE = 4


def derive(subject: Subject) -> Iterator[Constraint]:
    if not _any(subject):
        return
    names = {body.symbol.name: body for body in working(subject) if body.stores and not body.transactions}
    for name, calls in calls_of(subject, names).items():
        callers = list(dict.fromkeys(call.caller for call in calls))
        if calls and all(call.covered for call in calls):
            yield Constraint(
                id=f"callers_transaction:{name}",
                family="consistency",
                statement=f"`{ending(name)}` writes inside the transactions of those that call it: "
                f"{listing([ending(caller, 2) for caller in callers], 3)}",
                scope=Scope(symbols=(name,), paths=(names[name].symbol.place.path,)),
                origin="inferred",
                severity="suspicion",
                evidence=tuple(
                    Evidence(call.place, f"{ending(call.caller, 2)} calls it in a transaction") for call in calls
                )[:MOST_EVIDENCE],
                support=Support(len(callers), len(callers)),
            )


def broken(change: Change) -> Iterator[Violation]:
    """A call outside any transaction, of what was called inside of one only."""
    if not _any(change.base):
        return
    here, called = bodies(change).after, _callees(change)
    before = calls_of(change.base, {change.was(name) for name in called})
    after = calls_of(change.head, called)
    for name, calls in after.items():
        were = before.get(change.was(name), [])
        owners = {call.caller for call in were}
        outside = [call for call in calls if not call.covered and call.caller in here]
        if not outside or len(owners) < FEWEST or not all(call.covered for call in were):
            continue
        if transactions_in(change.head.graph, [name]) or not _stores(change.base, change.was(name)):
            continue
        for call in outside:
            if _told_already(change, call.caller):
                continue
            yield Violation(
                constraint=f"callers_transaction:{call.caller}",
                family="consistency",
                severity="suspicion",
                place=call.place,
                symbol=call.caller,
                message=f"`{ending(call.caller, 2)}` calls `{ending(name, 2)}` outside any transaction: all "
                f"{len(owners)} that called it had one open",
                evidence=tuple(
                    Evidence(one.place, f"{ending(one.caller, 2)} calls it in a transaction") for one in were
                )[:MOST_EVIDENCE],
                fix=f"open a transaction around all that has to be stored together with `{ending(name)}`",
            )


def _callees(change: Change) -> set[str]:
    """What is called by functions that the change made or changed."""
    after = bodies(change).after.values()
    changed = [body.symbol.name for body in after if has_changed(change, body.symbol)]
    return set(callees_of(change.head.graph, changed))


def _told_already(change: Change, caller: str) -> bool:
    """Has the caller lost a transaction of its own? That is another rule's subject."""
    was, now = bodies(change).before.get(change.was(caller)), bodies(change).after[caller]
    return was is not None and len(was.transactions) > len(now.transactions)


def _stores(subject: Subject, name: str) -> bool:
    graph = subject.graph
    return bool(
        assignments_in(graph, [name])
        or any(query.terminal in STORING for query in queries_in(graph, [name]))
        or any(call in effect.text for effect in effects_in(graph, [name]) for call in SAVING)
    )


def _any(subject: Subject) -> bool:
    return subject.graph.derived("any transaction", lambda: bool(transactions(subject.graph)))
