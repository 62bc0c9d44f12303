"""Rows that are looked up and made in one step.

What it notices
    A query that makes the row it does not find (`get_or_create`, `update_or_create`), or that leaves be what is there
    already (`ignore_conflicts`, `ON CONFLICT`).

Why it matters
    Looked up first and made afterwards, two requests at once both find nothing and both make the row: twice, or the
    second fails on what is unique.

Example
    Tag.objects.get_or_create(name=name)

    turned into `Tag.objects.filter(name=name).first() or Tag.objects.create(name=name)`: no longer in one step. Turned
    into `Tag.objects.create(name=name)`: nobody looks whether there is one.

Limits
    A function that catches the refusal of the database, or locks, is left alone.
"""

import re
from collections.abc import Iterator

from constraints.change import Change
from constraints.conduct import Body, standing, working
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.conduct import QueryView

AT_ONCE = frozenset({"get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create"})
MAKES = frozenset({"create", "acreate", "constructor"})
CONFLICTS = re.compile(r"\b(ignore|update)_conflicts=True")
READS = frozenset({"get", "aget", "first", "afirst", "exists", "aexists", "last", "count"})


def derive(subject: Subject) -> Iterator[Constraint]:
    for body in working(subject):
        at_once = [query for query in body.queries if query.terminal in AT_ONCE and query.model]
        models = listing([ending(name) for name in dict.fromkeys(query.model for query in at_once)])
        if at_once:
            yield Constraint(
                id=f"single_step:{body.symbol.name}",
                family="consistency",
                statement=f"`{ending(body.symbol.name)}` looks up and makes {models} in one step",
                scope=Scope(symbols=(body.symbol.name,), paths=(body.symbol.place.path,)),
                origin="enforced",
                severity="suspicion",
                evidence=tuple(Evidence(query.place, query.text) for query in at_once),
            )


def broken(change: Change) -> Iterator[Violation]:
    """A row made in one step, in a function that now looks it up and makes it in two, or looks no more."""
    for before, after in standing(change):
        yield from _conflicting(change, before, after)
        still = {query.model for query in after.queries if query.terminal in AT_ONCE}
        for query in before.queries:
            model = change.now(query.model)
            if query.terminal not in AT_ONCE or not model or model in still or _expects_refusal(after):
                continue
            if not _makes(after, model) or _makes(before, query.model):
                continue
            does = (
                f"looks for a `{ending(model)}` and makes it in two steps"
                if _reads(after, model)
                else (f"makes a `{ending(model)}` without a look whether there is one")
            )
            ends = (
                ": two requests at once make two"
                if _reads(after, model)
                else ": the second call makes another, or fails"
            )
            yield Violation(
                constraint=f"single_step:{after.symbol.name}",
                family="consistency",
                severity="suspicion",
                place=after.symbol.place,
                symbol=after.symbol.name,
                message=f"`{ending(after.symbol.name, 2)}` now {does}, where `{query.terminal}` did both in one{ends}",
                evidence=(Evidence(query.place, query.text),),
                fix=f"keep `{query.terminal}`, or catch the refusal of a unique constraint and look again",
            )


def _conflicting(change: Change, before: Body, after: Body) -> Iterator[Violation]:
    """Rows that were stored where the database had none like them, and now whatever it has."""
    for query in before.queries:
        model = change.now(query.model)
        if not query.model or not _leaves_be(query) or _expects_refusal(after):
            continue
        alike = [one for one in after.queries if (one.model, one.terminal) == (model, query.terminal)]
        if not alike or any(_leaves_be(one) or one.text.endswith("...") for one in alike):
            continue
        yield Violation(
            constraint=f"single_step:{after.symbol.name}",
            family="consistency",
            severity="suspicion",
            place=alike[0].place,
            symbol=after.symbol.name,
            message=f"`{ending(after.symbol.name, 2)}` no longer leaves it to the database what happens to a "
            f"`{ending(model)}` that is there already: one of them makes all of it fail",
            evidence=(Evidence(query.place, query.text),),
            fix="keep what is said for conflicts, or make sure that nothing stores one first",
        )


def _leaves_be(query: QueryView) -> bool:
    return any(method.startswith("on_conflict_") for method in query.methods) or bool(CONFLICTS.search(query.text))


def _makes(body: Body, model: str) -> bool:
    made = any(one.model == model and one.by in MAKES for one in body.assignments)
    return made or any(query.model == model and query.terminal in MAKES for query in body.queries)


def _reads(body: Body, model: str) -> bool:
    return any(query.model == model and query.terminal in READS for query in body.queries)


def _expects_refusal(body: Body) -> bool:
    caught = "|".join(name for context in body.contexts for name in context.caught)
    return "IntegrityError" in caught or any(query.locks for query in body.queries)
