"""Rows that are written only as far as they are as expected.

What it notices
    An update or deletion of one row by its key that asks for more than the key: a version, an owner, a flag.

Why it matters
    The further condition is what makes it safe when two write at once, and what keeps a row from being changed that
    must not be. Without it the later one wins, and nobody hears of it.

Example
    Page.objects.filter(pk=pk, version=version).update(text=text, version=version + 1)

    without the second condition: `save` no longer asks for `version` where it updates a `Page`.

Limits
    States have a rule of their own, and so have owners and tenants. A condition that is asked elsewhere in the function
    now is believed.
"""

import re
from collections.abc import Iterator

from constraints.callers import TENANTS, USERS, parts_of
from constraints.change import Change
from constraints.conduct import Body, helpers, standing, working
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.conduct import QueryView, queries_in, refusals_in

WRITES = {"update": "updates", "aupdate": "updates", "delete": "deletes", "adelete": "deletes"}
KEY = frozenset({"pk", "id", "uuid", "guid", "slug"})
STATE = re.compile(r"(^|_)(status|state|stage|phase)$")


def derive(subject: Subject) -> Iterator[Constraint]:
    for body in working(subject):
        for query, names in _conditional(body):
            yield Constraint(
                id=f"conditional_write:{body.symbol.name}.{ending(query.model)}",
                family="consistency",
                statement=f"`{ending(body.symbol.name)}` {WRITES[query.terminal]} a `{ending(query.model)}` only where "
                f"{listing(names, 4)} {'are' if len(names) > 1 else 'is'} as expected",
                scope=Scope(symbols=(body.symbol.name,), paths=(body.symbol.place.path,)),
                origin="enforced",
                severity="violation",
                evidence=(Evidence(query.place, query.text),),
            )


def broken(change: Change) -> Iterator[Violation]:
    """A condition beside the key that is asked nowhere in the function any more."""
    for before, after in standing(change):
        for query, names in _conditional(before):
            model = change.now(query.model)
            now = [one for one in after.queries if one.model == model and one.terminal == query.terminal]
            gone = [name for name in names if not any(name in _paths(one) for one in now)]
            if len(now) != 1 or not gone or not KEY.intersection(_paths(now[0])) or _asked(change, before, after, gone):
                continue
            yield Violation(
                constraint=f"conditional_write:{after.symbol.name}.{ending(model)}",
                family="consistency",
                severity="violation",
                place=now[0].place,
                symbol=after.symbol.name,
                message=f"`{ending(after.symbol.name, 2)}` no longer asks for {listing(gone)} where it "
                f"{WRITES[query.terminal]} a `{ending(model)}`: what another wrote meanwhile is lost",
                evidence=(Evidence(query.place, query.text),),
                fix="keep the condition in the statement, and look how many rows it wrote",
            )


def _conditional(body: Body) -> Iterator[tuple[QueryView, list[str]]]:
    for query in body.queries:
        paths = _paths(query)
        if query.terminal not in WRITES or not query.is_known or not KEY.intersection(paths):
            continue
        names = [name for name in paths if name not in KEY and not _of_another_rule(name)]
        if names:
            yield query, names


def _paths(query: QueryView) -> list[str]:
    """The last names of what it asks for, in order."""
    paths = (binding.path.rpartition(".")[2] for binding in query.bindings if binding.path)
    return list(dict.fromkeys(paths))


def _of_another_rule(name: str) -> bool:
    return bool(STATE.search(name) or parts_of(name) & (USERS | TENANTS))


def _asked(change: Change, before: Body, after: Body, names: list[str]) -> bool:
    """Is it asked anew: by a test or query of the function, or of what it calls now?"""
    tests = {one.test for one in after.refusals} - {one.test for one in before.refusals}
    tests |= {b.path for one in after.queries for b in one.bindings} - {
        b.path for one in before.queries for b in one.bindings
    }
    gained = helpers(change, before, after)
    tests |= {one.test for one in refusals_in(change.head.graph, gained)}
    tests |= {b.path for one in queries_in(change.head.graph, gained) for b in one.bindings}
    return any(re.search(rf"\b{re.escape(name)}\b", text) for name in names for text in tests)
