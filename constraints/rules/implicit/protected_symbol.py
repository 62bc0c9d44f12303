"""Code that a team protects by name.

What it notices
    `[[protected]]` of `chesterton.toml`: a function, class or module that is as it is for a reason.

Why it matters
    The reason is not in the code: an old client, a contract, an incident. Who does not know it finds the code odd.

Example
    [[protected]]
    symbol = "orders.services.refund"
    reason = "the order of the two writes is what the accountants rely on"

    protected_symbol:shop.orders.services.refund: `services.refund` is protected: the order of the two writes ...

Limits
    A change inside it is seen by what it reads, writes, calls and tests, not by every letter.
"""

from collections.abc import Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.declared import ProtectedSymbol
from constraints.phrases import ending, quote
from constraints.subject import Subject
from indexer.graph.difference import features_of
from indexer.graph.names import SymbolView, find


def derive(subject: Subject) -> Iterator[Constraint]:
    for protected, symbol in _protected(subject):
        yield Constraint(
            id=f"protected_symbol:{symbol.name}",
            family="implicit",
            statement=f"`{ending(symbol.name, 2)}` is protected: {quote(protected.reason)}",
            scope=Scope(symbols=(symbol.name,), paths=(symbol.place.path,)),
            origin="remembered",
            severity="violation",
            evidence=(Evidence(symbol.place, protected.reason),),
        )


def broken(change: Change) -> Iterator[Violation]:
    """Gone, or no longer doing what it did."""
    for protected, symbol in _protected(change.base):
        stands = change.stands(symbol.name)
        if stands is not None and features_of(change.base.graph, symbol) == features_of(change.head.graph, stands):
            continue
        what = "was removed" if stands is None else "no longer does what it did"
        yield Violation(
            constraint=f"protected_symbol:{symbol.name}",
            family="implicit",
            severity="violation",
            place=stands.place if stands else symbol.place,
            symbol=stands.name if stands else symbol.name,
            message=f"`{ending(symbol.name, 2)}` {what}, and `chesterton.toml` protects it",
            evidence=(Evidence(symbol.place, protected.reason),),
            fix="leave it, or have whoever wrote the reason accept the change",
        )


def _protected(subject: Subject) -> Iterator[tuple[ProtectedSymbol, SymbolView]]:
    """A name that means nothing any more protects nothing."""
    for protected in subject.declared.protected:
        for symbol in find(subject.graph, protected.symbol):
            if subject.paths is None or symbol.place.path in subject.paths:
                yield protected, symbol
