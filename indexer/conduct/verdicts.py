"""What predicates of rights return: `has_permission`, `test_func`, `can_edit` say yes or no and refuse nobody.

Sources: "Custom permissions" of REST framework, `UserPassesTestMixin` and `ModelAdmin.has_*_permission` of Django.
"""

import builtins
import re
from collections.abc import Iterator

from indexer.conduct.found import Verdict
from indexer.expressions import last_name, paths_in
from indexer.facts import Assign, Collection, Expression, If, Name, Return
from indexer.resolve.entities import Function
from indexer.shown import show

LONGEST = 200  # characters
PREDICATES = re.compile(
    r"^_?((has|check)_\w*(perm|permission|permissions|access|role|scope)\w*|(can|may)_\w+|test_func|\w*_(can|may)_\w+"
    r"|is_(allowed|permitted|authori[sz]ed|accessible|owner|member|admin)\w*|permission_\w+)$"
)
CHOOSES = frozenset({"get_permissions", "get_permission_classes"})  # what has to hold of whom, not whether it does
BUILTINS = frozenset(dir(builtins))


def verdicts(function: Function) -> Iterator[Verdict]:
    """One for each way out; a local that is returned stands for what it was bound to."""
    name = function.name.rpartition(".")[2]
    if name in CHOOSES:
        yield from _chosen(function)
        return
    if not PREDICATES.match(name):
        return
    statements = function.scope.statements
    bound: dict[str, list[Expression]] = {}
    for statement in statements:
        if type(statement) is Assign and statement.value is not None:
            for target in statement.targets:
                if type(target) is Name:
                    bound.setdefault(target.id, []).append(statement.value)
    for statement in statements:
        kind = type(statement)
        value = statement.value if kind is Return else statement.test if kind is If else None  # type: ignore[union-attr]
        if value is None:
            continue
        shown, read = value, [value]
        if type(value) is Name and len(known := bound.get(value.id, [])) == 1:
            shown, read = known[0], known
        names = tuple(sorted({path for one in read for path in paths_in(one) if path not in BUILTINS}))
        text = show(shown, LONGEST)
        yield Verdict(function, statement.line, text if kind is Return else f"if {text}", names)


def _chosen(function: Function) -> Iterator[Verdict]:
    """`self.permission_classes = [IsOwner & IsOpen]`, `return [IsOwner()]`: one for each."""
    for statement in function.scope.statements:
        kind = type(statement)
        if kind is Assign:
            target = statement.targets[0]  # type: ignore[union-attr]
            value = statement.value if last_name(target) == "permission_classes" else None  # type: ignore[union-attr]
        else:
            value = statement.value if kind is Return else None  # type: ignore[union-attr]
        if type(value) is Collection:
            names = tuple(sorted({path for path in paths_in(value) if path[:1].isupper()}))
            yield Verdict(function, statement.line, show(value, LONGEST), names)
