"""Queries that stay within one tenant.

What it notices
    A query for a model that is bound to a tenant (organisation, project, team, account ... or the root that
    `chesterton.toml` declares), and how many of the queries for that model are; what a function that asks is told of
    whose rows are meant; and rows of others that a loop passes over.

Why it matters
    One query without the condition shows a customer what belongs to another. No test of one tenant can tell.

Example
    Query.query.filter(Query.org == org)

    tenant_filter:shop.Order: 7 of 8 queries for `Order` are bound to a tenant by `organisation`.

Limits
    Tenants are known by the words that relations to them go by, and by what the team declares. A condition that moved
    into a function or manager that the code now calls is taken for moved. Row-level security is not seen.
"""

from collections.abc import Iterator
from itertools import groupby

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Support, Violation
from constraints.narrowing import dropped, held, scoping, tenants_of
from constraints.phrases import ending, listing
from constraints.subject import Subject
from constraints.whose import forgotten
from constraints.widening import widened
from indexer.graph.conduct import QueryView, queries_in

SHARE, MOST = 0.8, 6  # of a model's queries from which it counts as a convention; places that are shown


def derive(subject: Subject) -> Iterator[Constraint]:
    yield from _conventions(subject)
    for function, asked in held(subject, "tenancy"):
        models = listing(list(dict.fromkeys(ending(query.model) for query, _ in asked if query.model)), 3)
        by = listing(list(dict.fromkeys(binding.path or binding.method for _, binding in asked)), 3)
        yield Constraint(
            id=f"tenant_filter:{function}",
            family="tenancy",
            statement=f"`{ending(function, 2)}` asks for {models or 'rows'} of one tenant alone: bound by {by}",
            scope=Scope(symbols=(function,), paths=tuple(sorted({query.place.path for query, _ in asked}))),
            origin="enforced",
            severity="violation",
            evidence=tuple(Evidence(query.place, query.text) for query in dict.fromkeys(query for query, _ in asked)),
        )


def _conventions(subject: Subject) -> Iterator[Constraint]:
    """Models that most queries bind to a tenant."""
    rows = [
        row
        for row in queries_in(subject.graph, models=subject.names)
        if row.is_known and not subject.is_test(row.place.path)
    ]
    for model, asked in groupby(sorted(rows, key=lambda row: (row.model, row.place)), key=lambda row: row.model):
        every = list(asked)
        bound = [(row, path) for row in every if (path := _tenant(row, subject))]
        if len(every) < 4 or len(bound) < SHARE * len(every):
            continue
        yield Constraint(
            id=f"tenant_filter:{model}",
            family="tenancy",
            statement=f"{len(bound)} of {len(every)} queries for `{ending(model)}` are bound to a tenant by "
            f"{listing(sorted({path for _, path in bound}))}",
            scope=Scope(symbols=(model,), paths=tuple(sorted({row.place.path for row in every}))),
            origin="inferred",
            severity="violation",
            evidence=tuple(Evidence(row.place, row.text) for row, _ in bound[:MOST]),
            support=Support(len(bound), len(every)),
        )


def broken(change: Change) -> Iterator[Violation]:
    """A query that still stands and leaves the tenant, or a new one that is bound to none."""
    if change.same("queries", "bindings", "ownership_filters", "effects", "refusals"):
        return
    yield from dropped(change, "tenancy", "tenant_filter")
    yield from widened(change, "tenancy", "tenant_filter")
    yield from forgotten(change, "tenancy", "tenant_filter")


def _tenant(row: QueryView, subject: Subject) -> str:
    """By what a query is bound to a tenant, '' where it is not."""
    tenants = tenants_of(subject)
    return next((b.path for b in row.bindings if b.path and scoping(b, tenants) == "tenancy"), "")
