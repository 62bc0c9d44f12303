"""What commits together.

What it notices
    A function that opens a transaction, by decorator, `with` block or call, and the fields that it writes. One that
    stores only what has no name here, rows made at once or added to a relation, is told without them.

Why it matters
    Taken out of the transaction, or moved behind it, one of the writes can fail after the other was stored: money moved
    and no record of it.

Example
    @transaction.atomic
    def pay(order, account):
        account.balance -= order.total
        order.status = "paid"

    transaction:shop.orders.services.pay: `pay` runs in one transaction: `Account.balance` and `Order.status` commit
    together or not at all.

Limits
    Where a `with` block or a call opens the transaction, its end is not known here: the writes after it are named, and
    some may lie behind the block. Writes inside functions that it calls are not listed.
"""

from collections.abc import Iterator
from itertools import groupby

from constraints.change import Change
from constraints.conduct import Body, bodies, called, standing, working
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.covered import is_covered
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.control import TransactionView, transactions
from indexer.graph.uses import UseView, uses_in


def derive(subject: Subject) -> Iterator[Constraint]:
    storing = {body.symbol.name for body in working(subject) if body.transactions and body.stores}
    own = [transaction for transaction in _opened(subject) if transaction.by != "request"]
    by_function = sorted(own, key=lambda transaction: (transaction.function, transaction.place))
    for function, opened in groupby(by_function, key=lambda transaction: transaction.function):
        openings = list(opened)
        whole = any(opening.by == "decorator" for opening in openings)
        first = min(opening.place.line for opening in openings)
        writes = [
            use
            for use in uses_in(subject.graph, symbol=function, use="write")
            if use.certainty != "possible" and not use.is_test
            if whole or use.place.line >= first
        ]
        if writes:
            yield constraint(function, openings, writes, whole=whole)
        elif function in storing:
            yield constraint(function, openings, [], whole=whole)


def broken(change: Change) -> Iterator[Violation]:
    yield from _dropped(change)
    yield from _no_longer_each(change)


def _no_longer_each(change: Change) -> Iterator[Violation]:
    """`ATOMIC_REQUESTS`, switched off with nothing in its place."""
    settings = [path for path in sorted(change.difference.paths & change.head.files.keys()) if "settings" in path]
    if not settings:
        return
    were = [one for one in transactions(change.base.graph) if one.by == "request"]
    if not were or any(one.by == "request" for one in transactions(change.head.graph)):
        return
    yield Violation(
        constraint="transaction:ATOMIC_REQUESTS",
        family="consistency",
        severity="violation",
        place=Place(settings[0], 1),
        symbol=change.head.files[settings[0]].module or settings[0],
        message=f"requests are no longer answered in one transaction each, as {len(were)} functions were: what one "
        "writes can be stored in part",
        evidence=tuple(Evidence(one.place, f"{ending(one.function, 2)} was in one") for one in were[:3]),
        fix="keep `ATOMIC_REQUESTS`, or open a transaction in each function that writes more than once",
    )


def _dropped(change: Change) -> Iterator[Violation]:
    """Work that was in a transaction and is in none, where none of what changed opens more."""
    for before, after in standing(change):
        if not before.transactions:
            continue
        name = after.symbol.name
        opened = tuple(Evidence(one.place, f"opened {one.name}") for one in before.transactions)
        if len(after.transactions) < len(before.transactions):
            if _still_works(before, after) and not _moved(change, before, after) and not _is_covered(change, after):
                yield Violation(
                    constraint=f"transaction:{name}",
                    family="consistency",
                    severity="violation",
                    place=after.symbol.place,
                    symbol=name,
                    message=f"`{ending(name, 2)}` no longer opens the transaction that it opened: what it writes can "
                    "be stored in part",
                    evidence=opened,
                    fix=f"keep `{before.transactions[0].name}` around all that has to commit together",
                )
            continue
        for place, text in _left_out(before, after):
            yield Violation(
                constraint=f"transaction:{name}",
                family="consistency",
                severity="suspicion",
                place=place,
                symbol=name,
                message=f"`{text}` no longer runs in the transaction of `{ending(name, 2)}`: it can be stored without "
                "the rest, or the rest without it",
                evidence=opened,
                fix="keep it in the block that commits together",
            )


def _still_works(before: Body, after: Body) -> bool:
    """Is something of what ran in the transaction still there? One that was opened for a lock may go with the lock."""
    inside = [text for text, place, _ in _work(before) if before.in_transaction(place.line)]
    remain = {text for text, _, _ in _work(after)}
    if not remain.intersection(inside):
        return False
    return bool(after.stores) or _locks(after) or not _locks(before)


def _is_covered(change: Change, after: Body) -> bool:
    """By the request that a setting puts into one, or by those of all that call it?"""
    return any(one.by == "request" for one in after.transactions) or is_covered(change.head, after.symbol.name)


def _moved(change: Change, before: Body, after: Body) -> bool:
    """Does a function that it calls, that calls it, or that now does its work open one more?"""
    both = bodies(change)
    inside = {text for text, place, _ in _work(before) if before.in_transaction(place.line)}
    calls = called(change.head, after.symbol)
    for name, body in both.after.items():
        was = both.before.get(change.was(name))
        if len(body.transactions) <= (len(was.transactions) if was else 0):
            continue
        if name in calls or after.symbol.name in called(change.head, body.symbol):
            return True
        if inside.intersection(text for text, _, _ in _work(body)):
            return True
    return False


def _locks(body: Body) -> bool:
    return any(query.locks for query in body.queries)


def _left_out(before: Body, after: Body) -> Iterator[tuple[Place, str]]:
    """Writes that stand where no transaction is open any more, each written once on both sides."""
    was, now = _work(before), _work(after)
    for text, place, stores in was:
        again = [other for said, other, _ in now if said == text]
        if not stores or len(again) != 1 or sum(said == text for said, *_ in was) != 1:
            continue
        if before.in_transaction(place.line) and not after.in_transaction(again[0].line):
            yield again[0], text


def _work(body: Body) -> list[tuple[str, Place, bool]]:
    """What a function does, as written, where, and whether that writes to the database."""
    stores = set(body.stores)
    done = [(one.text, one.place) for one in body.effects] + [(one.text, one.place) for one in body.queries]
    assigned = [(f"{one.field} {one.operator} {one.value}", one.place, False) for one in body.assignments]
    return [(text, place, place.line in stores) for text, place in done] + assigned


def constraint(function: str, openings: list[TransactionView], writes: list[UseView], *, whole: bool) -> Constraint:
    name = ending(function)
    fields = listing(list(dict.fromkeys(f"{ending(use.model)}.{use.field}" for use in writes)))
    several = len({(use.model, use.field) for use in writes}) > 1
    if not writes:
        statement = f"`{name}` stores in a transaction: what is inside commits together"
    elif whole:
        effect = "commit together or not at all" if several else "commits with all else that it does, or not at all"
        statement = f"`{name}` runs in one transaction: {fields} {effect}"
    else:
        statement = f"`{name}` opens a transaction before it writes {fields}: what is inside commits together"
    places = {opening.place: f"opens {opening.name}" for opening in openings}
    for use in writes:
        places.setdefault(use.place, f"writes {ending(use.model)}.{use.field}")
    return Constraint(
        id=f"transaction:{function}",
        family="consistency",
        statement=statement,
        scope=Scope(symbols=(function,), paths=tuple(sorted({opening.place.path for opening in openings}))),
        origin="enforced",
        severity="violation",
        evidence=tuple(Evidence(place, says) for place, says in places.items()),
    )


def _opened(subject: Subject) -> list[TransactionView]:
    graph = subject.graph
    if subject.paths is None:
        return transactions(graph)
    functions = dict.fromkeys(opened.function for path in subject.paths for opened in transactions(graph, path=path))
    return [
        opened
        for function in functions
        for opened in transactions(graph, symbol=function)
        if opened.function == function
    ]
