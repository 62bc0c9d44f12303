"""Queries that only find what the caller owns.

What it notices
    A query that is narrowed by who asks: `filter(owner=request.user)`, `restrict(user, "view")`, a helper named for it;
    one that goes by what the client says instead, or where another condition is enough now.

Why it matters
    Without the condition the query finds what belongs to others, and the answer looks right to whoever tests it alone.

Example
    Order.objects.filter(owner=request.user)

    ownership_filter:shop.orders.views.orders: `orders` narrows `Order` by `owner` to `request.user`.

Limits
    A condition that moved into a function or manager that the code now calls is taken for moved, not for lost. Who the
    caller is, is known by name and type where the framework does not say it.
"""

from collections.abc import Iterator

from constraints.bodies import by_symbol
from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.narrowing import dropped, held
from constraints.phrases import ending
from constraints.subject import Subject
from constraints.whose import forgotten
from constraints.widening import widened
from indexer.graph.permissions import OwnershipFilterView, ownership_filters


def derive(subject: Subject) -> Iterator[Constraint]:
    known = by_symbol(_filters(subject), lambda row: row.function)
    for function, asked in held(subject, "permission"):
        if function not in known:
            said = [
                f"`{ending(query.model or query.source)}` by `{binding.path or binding.method}` to `{binding.value}`"
                for query, binding in asked
            ]
            yield Constraint(
                id=f"ownership_filter:{function}",
                family="permission",
                statement=f"`{ending(function, 2)}` narrows {' and '.join(dict.fromkeys(said))}",
                scope=Scope(symbols=(function,), paths=tuple(sorted({query.place.path for query, _ in asked}))),
                origin="enforced",
                severity="violation",
                evidence=tuple(
                    Evidence(query.place, query.text) for query in dict.fromkeys(query for query, _ in asked)
                ),
            )
    for function, rows in known.items():
        said = [
            f"`{ending(row.model or 'a query')}`{f' by `{row.path}`' if row.path else ''} to `{row.actor}`"
            for row in rows
        ]
        yield Constraint(
            id=f"ownership_filter:{function}",
            family="permission",
            statement=f"`{ending(function, 2)}` narrows {' and '.join(dict.fromkeys(said))}",
            scope=Scope(symbols=(function,), paths=tuple(sorted({row.place.path for row in rows}))),
            origin="enforced",
            severity="violation",
            evidence=tuple(Evidence(row.place, f"{row.call}: who asks") for row in rows),
        )


def broken(change: Change) -> Iterator[Violation]:
    """A query that still stands and finds what others own, or a new one beside those that do not."""
    if change.same("queries", "bindings", "ownership_filters", "effects", "refusals"):
        return
    yield from dropped(change, "permission", "ownership_filter")
    yield from widened(change, "permission", "ownership_filter")
    yield from forgotten(change, "permission", "ownership_filter")


def _filters(subject: Subject) -> list[OwnershipFilterView]:
    graph = subject.graph
    if subject.paths is None:
        found = ownership_filters(graph)
    else:
        found = [row for path in subject.paths for row in ownership_filters(graph, path=path)]
    return [row for row in found if row.certainty != "possible" and not subject.is_test(row.place.path)]
