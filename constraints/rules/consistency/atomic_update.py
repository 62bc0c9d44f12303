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
from collections.abc import Iterator

from constraints.change import Change
from constraints.conduct import standing
from constraints.constraint import Constraint, Evidence, Scope, Support, Violation
from constraints.phrases import ending
from constraints.subject import Subject
from indexer.graph.conduct import AssignmentView, assignments_in

CHANGES = ("attribute", "setattr", "update", "aupdate", "values", "set_")


def derive(subject: Subject) -> Iterator[Constraint]:
    """A field that the database counts, by function; it binds all that write the field."""
    counted: dict[tuple[str, str, str, str], list[AssignmentView]] = {}
    for one in assignments_in(subject.graph, kind="f_expression"):
        if one.model and one.by in CHANGES and not subject.is_test(one.place.path):
            counted.setdefault((one.symbol, one.place.path, one.model, one.field), []).append(one)
    for (function, path, model, field), own in counted.items():
        writes = [
            one
            for one in assignments_in(subject.graph, model=model, field=field)
            if one.by in CHANGES and not subject.is_test(one.place.path)
        ]
        writers = dict.fromkeys(one.symbol for one in writes)
        kept = {one.symbol for one in writes if one.kind == "f_expression"}
        yield Constraint(
            id=f"atomic_update:{function}.{field}",
            family="consistency",
            statement=f"`{ending(function)}` has the database count `{ending(model)}.{field}`: it writes "
            f"`{own[0].value}`",
            scope=Scope(
                symbols=tuple(dict.fromkeys([function, *writers, f"{model}.{field}"])),
                paths=tuple(sorted({path, *(one.place.path for one in writes)})),
            ),
            origin="enforced",
            severity="violation",
            evidence=tuple(Evidence(one.place, f"writes {one.value}") for one in own),
            support=Support(len(kept), len(writers)) if len(writers) > 1 else None,
        )


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
                constraint=f"atomic_update:{after.symbol.name}.{name}",
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
