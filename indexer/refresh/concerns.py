"""Whether an edit of a body can concern somebody who does not walk it: those who go over all bodies for something, and
what modules are for."""

from collections.abc import Iterable, Iterator
from typing import Any

from indexer.assemble.roles import APPLICATIONS, ASKS, INNER
from indexer.conduct.setters import given_on
from indexer.expressions import last_name
from indexer.facts import Assign, Attribute, Call, Evaluate, Expression, Import, Return, Scope, Statement
from indexer.frameworks.making import values_of
from indexer.frameworks.tasks import BEAT
from indexer.graph.patch import Patch
from indexer.infer.looks import Place
from indexer.refresh.edited import Edited, Reason, same

Call_ = tuple[int, int | None, str | None]  # caller, callee, target


def refuse_what_others_look_for(
    edit: Edited, place: int, *, whole: set[Place], returns: set[Place], scanned_for: set[str], called_for: set[str]
) -> None:
    """`whole`: bodies that somebody read who cannot be asked again; `returns`: those of which only was read which one
    expression they return; the names of calls that were looked for in all bodies."""
    imported = _imported(edit.old.scopes[0])
    for number in edit.bodies:
        before, after = edit.old.scopes[number], edit.new.scopes[number]
        named = f"{edit.path}: {before.qualname}"
        if (place, number) in whole:
            raise Reason(f"{named} is looked into to understand others")
        if (place, number) in returns and not same(_returned(before), _returned(after), []):
            raise Reason(f"{named} returns something else, which others are understood by")
        if list(given_on(before)) != list(given_on(after)):
            raise Reason(f"{named} gives a state what it is called with otherwise than before")
        if not same(list(_connecting(before, scanned_for)), list(_connecting(after, scanned_for)), []):
            raise Reason(f"{named} connects or registers something else")
        called = list(_called(before, called_for, {**imported, **_imported(before)}))
        if not same(called, list(_called(after, called_for, {**imported, **_imported(after)})), []):
            raise Reason(f"{named} calls something else that makes applications")


def _returned(scope: Scope) -> Expression | None:
    """The one expression that a short function is."""
    only = scope.statements[0] if len(scope.statements) == 1 else None
    return only.value if type(only) is Return else None


def _connecting(scope: Scope, scanned_for: set[str]) -> Iterator[Statement]:
    for statement in scope.statements:
        if type(statement) is Evaluate or type(statement) is Assign:
            call = statement.value
            method = call.function if type(call) is Call else None
            connects = type(method) is Attribute and method.name in scanned_for
            if connects or (type(statement) is Assign and last_name(statement.targets[0]) in BEAT):
                yield statement


def _called(scope: Scope, called_for: set[str], imported: dict[str, str]) -> Iterator[Any]:
    """As `making` looks for them."""
    for statement in scope.statements:
        for call in values_of(statement):
            if type(call) is Call and not called_for.isdisjoint((last_name(call), imported.get(last_name(call), ""))):
                yield call


def _imported(scope: Scope) -> dict[str, str]:
    """Names that are imported under another one."""
    imports = (s for s in scope.statements if type(s) is Import)
    return {alias: name for statement in imports for name, alias in statement.names if alias is not None}


def refuse_another_role(patch: Patch, file: int, before: Iterable[Call_], after: Iterable[Call_]) -> None:
    """What a module is for may follow from what its functions call."""
    if _telling(patch, file, before) != _telling(patch, file, after) and patch.role(file) in (*INNER, "wiring"):
        raise Reason("what a module is for may have changed")


def _telling(patch: Patch, file: int, calls: Iterable[Call_]) -> set[tuple[int, object]]:
    made = {f"<external>:{name}" for name in APPLICATIONS}
    found: set[tuple[int, object]] = set()
    for caller, callee, target in calls:
        if callee is None and target is not None:
            if ASKS.search(target):
                found.add((caller, "asks"))
            if target in made:
                found.add((caller, "makes"))
        elif callee is not None and patch.file_of(callee) == file:
            found.add((caller, callee))
    return found
