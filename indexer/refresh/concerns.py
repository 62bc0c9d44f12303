"""Whether an edit of a body can concern somebody who does not walk it: adapters, and what modules are for."""

from collections.abc import Iterable

from indexer.assemble.roles import APPLICATIONS, ASKS, INNER
from indexer.discover import is_test
from indexer.expressions import expressions_of, last_name, parts_within
from indexer.facts import Assign, Attribute, Call, Evaluate, Name, Scope, With
from indexer.frameworks.refusal.actors import may_be_actor
from indexer.frameworks.tasks import BEAT
from indexer.graph.patch import Patch
from indexer.infer.kept import Place
from indexer.refresh.edited import Edited, Reason, same

Call_ = tuple[int, int | None, str | None]  # caller, callee, target


def refuse_what_adapters_see(edit: Edited, place: int, looked: set[Place], scanned_for: set[str]) -> None:
    """Adapters look into some bodies, and go over all of them for a few kinds of statements."""
    for number in edit.bodies:
        before, after = edit.old.scopes[number], edit.new.scopes[number]
        named = f"{edit.path}: {before.qualname}"
        if (place, number) in looked:
            raise Reason(f"{named} is looked into to understand others")
        if is_test(edit.path) and before.kind == "function":
            raise Reason(f"{named} is a test")
        for scope in (before, after):
            if _connects(scope, scanned_for):
                raise Reason(f"{named} connects or registers something")
        if _names_actor(after):
            raise Reason(f"{named} may speak of who asks")
        if not same(_opened(before), _opened(after), []):
            raise Reason(f"{named} opens other contexts")


def _connects(scope: Scope, scanned_for: set[str]) -> bool:
    for statement in scope.statements:
        if type(statement) is Evaluate or type(statement) is Assign:
            call = statement.value
            if type(call) is Call and type(call.function) is Attribute and call.function.name in scanned_for:
                return True
            if type(statement) is Assign and last_name(statement.targets[0]) in BEAT:
                return True
    return False


def _names_actor(scope: Scope) -> bool:
    return any(
        may_be_actor(part.id if isinstance(part, Name) else part.name)
        for statement in scope.statements
        for root in expressions_of(statement)
        for part in parts_within(root)
        if isinstance(part, Name | Attribute)
    )


def _opened(scope: Scope) -> list[object]:
    return [[context for context, _ in s.items] for s in scope.statements if type(s) is With]


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
