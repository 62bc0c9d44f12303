"""Values that the database computes from what it holds.

What it notices
    A field that is given an expression of the database (`F("total") + 1`).

Why it matters
    Such a write adds to what is stored at that moment. Read into Python, changed and written back, it adds to what was
    stored some time ago, and what others added since is lost.

Example
    Counter.objects.filter(pk=pk).update(hits=F("hits") + 1)

    turned into `counter.hits = counter.hits + 1`: `Counter.hits` is now read, changed and written back.

Limits
    A function that locks the rows of the model may do as it likes. Expressions in helpers are not followed.
"""

import re
from collections.abc import Iterable, Iterator

from constraints.change import Change
from constraints.conduct import standing
from constraints.constraint import Constraint, Evidence, Violation
from constraints.phrases import ending
from constraints.subject import Subject
from indexer.graph.conduct import AssignmentView


def derive(subject: Subject) -> Iterable[Constraint]:
    return ()  # a write is told with the field that it is of


def broken(change: Change) -> Iterator[Violation]:
    """A field that the database counted and the function now counts itself."""
    for before, after in standing(change):
        counted = {one.field: one for one in before.assignments if one.kind == "f_expression"}
        still = {one.field for one in after.assignments if one.kind == "f_expression"}
        locked = {query.model for query in after.queries if query.locks}
        were = {query.model for query in before.queries if query.locks}
        for name in counted.keys() - still:
            was = counted[name]
            now = next((one for one in after.assignments if one.field == name and _reads_itself(one)), None)
            if now is None or change.now(was.model) in locked - {change.now(model) for model in were}:
                continue
            field = f"{ending(was.model)}.{name}" if was.model else name
            yield Violation(
                constraint=f"atomic_update:{after.symbol.name}",
                family="consistency",
                severity="violation",
                place=now.place,
                symbol=after.symbol.name,
                message=f"`{ending(after.symbol.name, 2)}` now reads `{field}`, changes it and writes it back, "
                "where the database changed it in one step: what others write meanwhile is lost",
                evidence=(Evidence(was.place, f"was given {was.value}"),),
                fix=f"write `{was.value}`, or lock the row before it is read",
            )


def _reads_itself(assignment: AssignmentView) -> bool:
    """Is the new value made of the old one?"""
    if assignment.operator != "=":
        return True
    return bool(re.search(rf"\.{re.escape(assignment.field)}\b", assignment.value))
