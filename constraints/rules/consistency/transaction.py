"""What commits together.

What it notices
    A function that opens a transaction, by decorator, `with` block or call, and the fields that it writes.

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
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.control import TransactionView, transactions
from indexer.graph.uses import UseView, uses_in


def derive(subject: Subject) -> Iterator[Constraint]:
    by_function = sorted(_opened(subject), key=lambda transaction: (transaction.function, transaction.place))
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


def broken(change: Change) -> Iterator[Violation]:
    """A function that is still there and opens fewer transactions, where none of what changed opens more."""
    before, after = _openings(transactions(change.base.graph)), _openings(transactions(change.head.graph))
    were = {change.now(function): function for function in before}
    gained = {function for function in after if len(after[function]) > len(before.get(were.get(function, ""), ()))}
    for function, openings in before.items():
        stands = change.stands(function)
        left = len(after.get(change.now(function), ()))
        if stands is None or left >= len(openings) or gained:
            continue
        yield Violation(
            constraint=f"transaction:{stands.name}",
            family="consistency",
            severity="violation",
            place=stands.place,
            symbol=stands.name,
            message=f"`{ending(stands.name, 2)}` no longer opens the transaction that it opened: what it writes can be "
            "stored in part",
            evidence=tuple(Evidence(opening.place, f"opened {opening.name}") for opening in openings),
            fix=f"keep `{openings[0].name}` around all that has to commit together",
        )


def _openings(opened: list[TransactionView]) -> dict[str, list[TransactionView]]:
    found: dict[str, list[TransactionView]] = {}
    for opening in opened:
        found.setdefault(opening.function, []).append(opening)
    return found


def constraint(function: str, openings: list[TransactionView], writes: list[UseView], *, whole: bool) -> Constraint:
    name = ending(function)
    fields = listing(list(dict.fromkeys(f"{ending(use.model)}.{use.field}" for use in writes)))
    several = len({(use.model, use.field) for use in writes}) > 1
    if whole:
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
