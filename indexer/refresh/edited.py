"""What an edit changed in one file: the bodies of functions that differ, and where each unchanged line stands now.

Only edits inside function bodies are told apart. Whatever other files may have asked about (definitions, headers, what
modules and classes say and import, what a body lets others see of it) is a reason to build anew.
"""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from indexer.expressions import expressions_of, last_name, parts_of
from indexer.facts import (
    Assign,
    Attribute,
    Call,
    Declare,
    Define,
    Expression,
    FileFacts,
    Import,
    Lambda,
    Name,
    Raise,
    Scope,
)

LINES = frozenset({"line", "end_line"})
DYNAMIC = frozenset({"import_module", "__import__"})


class Reason(Exception):
    """Why an index cannot be brought from one state of the files to the next, and has to be built anew; its text."""


class Edited(Struct):
    """One file, before and after."""

    path: str
    old: FileFacts
    new: FileFacts
    bodies: list[int] = []  # numbers of the function scopes that differ, ascending
    imports_differ: bool = False  # those of functions
    lines: dict[int, int] = {}  # of what did not change
    ends: dict[int, int] = {}  # last lines of definitions
    spans: dict[tuple[int, int], int] = {}  # first and last line → last line now

    def line(self, old: int) -> int:
        """Where an unchanged line stands now. Raises Reason where that cannot be told."""
        if old == 0:
            return 0
        found = self.lines.get(old, self.ends.get(old))
        if found is None:
            raise Reason(f"{self.path}:{old} is not found again")
        if found < 0:
            raise Reason(f"{self.path}:{old} moved to more than one line")
        return found


def compared(path: str, old: FileFacts, new: FileFacts) -> Edited:
    """Raises Reason where more than bodies of functions differ."""
    if old.problems or new.problems:
        raise Reason(f"{path} cannot be read whole")
    if len(old.scopes) != len(new.scopes):
        raise Reason(f"definitions of {path} changed")
    found = Edited(path, old, new)
    for number, (before, after) in enumerate(zip(old.scopes, new.scopes, strict=True)):
        _compare(found, number, before, after)
    found.bodies = _with_neighbours(found)
    return found


def _compare(found: Edited, number: int, before: Scope, after: Scope) -> None:
    named = f"{found.path}: {before.qualname}"
    if (before.kind, before.qualname, before.parent) != (after.kind, after.qualname, after.parent):
        raise Reason(f"definitions of {found.path} changed")
    pairs: list[tuple[int, int]] = []
    if not same(before.definition, after.definition, pairs):
        raise Reason(f"{named} has another header")
    _note(found.lines, pairs)
    if before.definition is not None and after.definition is not None:
        span = before.definition.line, before.definition.end_line
        found.spans[span] = after.definition.end_line
        _note(found.ends, [(before.definition.end_line, after.definition.end_line)])
    pairs = []
    if same(_said(before), _said(after), pairs) and not _contradict(found.lines, pairs):
        _note(found.lines, pairs)
    elif before.kind in ("module", "class"):
        raise Reason(f"{named} says something else outside of functions")
    else:
        _refuse_outward(found, named, before, after)
        pairs = []
        if same(_imports(before), _imports(after), pairs):
            _note(found.lines, pairs)
        else:
            found.imports_differ = True
        found.bodies.append(number)


def _said(scope: Scope) -> list[Any]:
    prints = [one for one in scope.prints if one]
    return [scope.statements, scope.blocks, scope.bindings, scope.docstring, scope.is_generator, prints]


def _refuse_outward(found: Edited, named: str, before: Scope, after: Scope) -> None:
    """What a body lets others see without being run must be as it was; rows of it only move."""
    for what, look in OUTWARD.items():
        pairs: list[tuple[int, int]] = []
        if not same(look(before), look(after), pairs):
            raise Reason(f"{named}: {what} changed")
        _note(found.lines, pairs)


def _with_neighbours(found: Edited) -> list[int]:
    """What stands inside a changed body reads its names; what a lambda does is said of the function around it."""
    changed, scopes = set(found.bodies), found.new.scopes
    for number in found.bodies:
        while scopes[number].kind == "lambda":
            number = scopes[number].parent
            if scopes[number].kind in ("module", "class"):
                raise Reason(f"{found.path}: a lambda outside of functions changed")
            changed.add(number)
    for number, scope in enumerate(scopes):
        if scope.parent in changed:
            if scope.kind == "class" or (scope.definition is not None and scope.definition.decorators):
                raise Reason(f"{found.path}: {scope.qualname} stands in a function that changed")
            changed.add(number)
    return sorted(changed)


# ------------------------------------------------------------------------------------- alike but for lines


def same(before: Any, after: Any, pairs: list[tuple[int, int]]) -> bool:
    """Do two values of facts say the same? Lines may differ: they are noted in `pairs`, the old one first."""
    kind = type(before)
    if kind is not type(after):
        return False
    if isinstance(before, Struct):
        for name in before.__struct_fields__:
            one, other = getattr(before, name), getattr(after, name)
            if name in LINES:
                pairs.append((one, other))
            elif name == "decorator_lines":
                if len(one) != len(other):
                    return False
                pairs.extend(zip(one, other, strict=True))
            elif one is not other and not same(one, other, pairs):
                return False
        return True
    if kind is list or kind is tuple:
        return len(before) == len(after) and all(map(lambda a, b: same(a, b, pairs), before, after))
    return bool(before == after)


def _note(lines: dict[int, int], pairs: list[tuple[int, int]]) -> None:
    for old, new in pairs:
        if lines.setdefault(old, new) != new:
            lines[old] = -1  # nothing more is said of it


def _contradict(lines: dict[int, int], pairs: list[tuple[int, int]]) -> bool:
    """What stood on one line stands on several now: rows of it have to be made again."""
    own: dict[int, int] = {}
    return any(own.setdefault(old, new) != new or lines.get(old, new) != new for old, new in pairs)


# ------------------------------------------------------------------------------------- what others see of a body


def _abstract(scope: Scope) -> bool:
    statements = scope.statements[1 if scope.docstring is not None else 0 :]
    last = statements[0] if len(statements) == 1 else None
    return type(last) is Raise and last.value is not None and last_name(last.value) == "NotImplementedError"


def _attributes(scope: Scope) -> list[Any]:
    """`self.x = ...`, with what they are declared to be."""
    parameters = scope.definition.parameters if scope.definition is not None else []
    first = parameters[0].name if parameters else ""
    return [
        (target.name, statement.annotation)
        for statement in scope.statements
        if type(statement) is Assign
        for target in statement.targets
        if type(target) is Attribute and type(target.value) is Name and target.value.id == first
    ]


def _imports(scope: Scope) -> list[Import]:
    return [statement for statement in scope.statements if type(statement) is Import]


def _goes_on(scope: Scope) -> bool:
    """Of a `delete` of one's own: does it call that of the class above?"""
    if scope.name != "delete":
        return False
    return any(
        type(part) is Call
        and type(part.function) is Attribute
        and part.function.name == "delete"
        and last_name(part.function.value) == "super"
        for part in _all_parts(scope)
    )


def _dynamic(scope: Scope) -> list[Expression]:
    return [part for part in _all_parts(scope) if type(part) is Call and last_name(part.function) in DYNAMIC]


def _all_parts(scope: Scope) -> list[Expression]:
    waiting = [expression for statement in scope.statements for expression in expressions_of(statement)]
    found: list[Expression] = []
    while waiting:
        expression = waiting.pop(0)
        found.append(expression)
        waiting.extend(parts_of(expression))
    return found


OUTWARD: dict[str, Callable[[Scope], Any]] = {
    "whether it yields": lambda scope: scope.is_generator,
    "whether it is left to subclasses": _abstract,
    "the attributes that it sets": _attributes,
    "whether deleting goes on": _goes_on,
    "what it imports by name": _dynamic,
    "what it declares global": lambda scope: [s for s in scope.statements if type(s) is Declare],
    "what is defined in it": lambda scope: (
        [s.scope for s in scope.statements if type(s) is Define]
        + [part.scope for part in _all_parts(scope) if type(part) is Lambda]
    ),
}
