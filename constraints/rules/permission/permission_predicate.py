"""Predicates that say what a caller may do.

What it notices
    Functions that say yes or no for others to act on: `has_permission` and `has_object_permission` of permission
    classes, `test_func`, `has_change_permission` of an admin, `can_edit`; and what their answer reads.

Why it matters
    They raise nothing, so a body that has become `return True` looks like any other, and every view behind it is open.

Example
    class IsOwner(BasePermission):
        def has_object_permission(self, request, view, obj):
            return obj.owner == request.user

    permission_predicate:shop.permissions.IsOwner.has_object_permission: says yes where `obj.owner == request.user`.

Limits
    A predicate is known by its name. One that asks a function which it did not ask before is taken for rewritten; a
    condition added with `or` is not told from a new right.
"""

from collections.abc import Iterator

from constraints import callers
from constraints.bodies import Body, bodies, by_symbol, left_over, touched
from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.disjunction import conjuncts, disjuncts
from constraints.phrases import ending
from constraints.subject import Subject
from indexer.graph.answers import VerdictView, verdicts_in
from indexer.graph.calls import callees
from indexer.graph.names import SymbolView

DECIDES = frozenset(
    {"get_permissions", "get_permission_classes", "check_permissions", "check_object_permissions", "get_authenticators",
     "get_permission_required"}
)  # fmt: skip


def derive(subject: Subject) -> Iterator[Constraint]:
    paths = subject.files if subject.paths is None else subject.paths
    names = [symbol.name for symbol in touched(subject, paths)]
    for function, rows in by_symbol(verdicts_in(subject.graph, names), lambda row: row.symbol).items():
        said = [row for row in rows if row.names]
        if said and ending(function) not in DECIDES:
            tests = " or ".join(f"`{row.text}`" for row in said[:3])
            yield Constraint(
                id=f"permission_predicate:{function}",
                family="permission",
                statement=f"`{ending(function, 2)}` answers by {tests}",
                scope=Scope(symbols=(function,), paths=(rows[0].place.path,)),
                origin="enforced",
                severity="violation",
                evidence=tuple(Evidence(row.place, row.text) for row in said),
            )


def broken(change: Change) -> Iterator[Violation]:
    """A predicate that says yes where it said no, or that is gone from a class that is still there."""
    paths = sorted(change.difference.paths)
    before, after = (
        by_symbol(verdicts_in(side.graph, [s.name for s in touched(side, paths)]), lambda row: row.symbol)
        for side in (change.base, change.head)
    )
    for body in bodies(change):
        had, has = before.get(body.before.name, []), after.get(body.after.name, [])
        if not any(row.names for row in had):
            continue
        if ending(body.before.name) in DECIDES:
            yield from _chooses_less(body, had, has)
            continue
        if has and all(row.text == "True" for row in has):
            yield _violation(body.after, "says yes to everybody", had)
            continue
        for lost, left in _lost(had, has):
            if not _asks_others(change, body):
                yield _violation(body.after, f"no longer asks for {lost}: it says yes where `{left.text}`", had)
    yield from _deciding(change, paths)
    for name, rows in before.items():
        owner = change.stands(name.rpartition(".")[0])
        if owner is None or owner.kind != "class" or change.stands(name) or not any(row.names for row in rows):
            continue
        if not any(other.rpartition(".")[0] == owner.name and change.is_new(other) for other in after):
            yield _violation(owner, f"no longer has `{ending(name)}`: what it inherits decides now", rows)


def _deciding(change: Change, paths: list[str]) -> Iterator[Violation]:
    """A method that chose what has to hold of whom, taken from a class that is still there."""
    for symbol in touched(change.base, paths):
        owner = change.stands(symbol.parent or "")
        if ending(symbol.name) not in DECIDES or owner is None or owner.kind != "class" or change.stands(symbol.name):
            continue
        made = [one for one in touched(change.head, paths) if one.parent == owner.name and change.is_new(one.name)]
        if not made:
            row = VerdictView(symbol.name, symbol.place, "what it chose", ("self",))
            what = f"no longer has `{ending(symbol.name)}`: what it inherits decides now"
            yield _violation(owner, what, [row])


def _chooses_less(body: Body, had: list[VerdictView], has: list[VerdictView]) -> Iterator[Violation]:
    """One of its lists asks for less than it did, in a branch that may not be known to be taken."""
    gone, new = left_over(had, has, lambda row: row.text), left_over(has, had, lambda row: row.text)
    for row in gone:
        left = [other for other in new if set(other.names) < set(row.names)]
        if left and len(gone) == len(new):
            lost = " and ".join(f"`{name}`" for name in row.names if name not in left[0].names)
            yield _violation(body.after, f"no longer asks for {lost} where it asked for all of `{row.text}`", [row])


def _lost(had: list[VerdictView], has: list[VerdictView]) -> Iterator[tuple[str, VerdictView]]:
    """Sides of an `and` that are gone, with what is left; a return that is True now, where the others still read."""
    gone, new = left_over(had, has, lambda row: row.text), left_over(has, had, lambda row: row.text)
    yield from _branch(gone, has) if not new else ()
    for row in gone:
        if row.text.startswith("if "):
            continue
        for other in new:
            parts = conjuncts(row.text)
            if len(parts) > 1 and disjuncts(other.text) == parts:
                yield "all of " + " and ".join(f"`{part}`" for part in sorted(parts)), other
                continue
            missing = conjuncts(row.text) - conjuncts(other.text)
            if missing and conjuncts(other.text) < conjuncts(row.text):
                yield " and ".join(f"`{part}`" for part in sorted(missing)), other
            elif other.text == "True" and row.names and callers.speaks_of_caller(row.names):
                yield f"`{row.text}`", other


def _branch(gone: list[VerdictView], has: list[VerdictView]) -> Iterator[tuple[str, VerdictView]]:
    """`if request.method in UNSAFE: return user.is_admin`, with nothing in its place."""
    tests = [row for row in gone if row.text.startswith("if ")]
    said = [row for row in gone if not row.text.startswith("if ")]
    left = [row for row in has if not row.text.startswith("if ") and row.text != "False"]
    if tests and said and left and all(row.text != "True" for row in said):
        yield f"`{said[0].text}` where `{tests[0].text.removeprefix('if ')}`", left[-1]


def _asks_others(change: Change, body: Body) -> bool:
    before = {change.now(call.target) for call in callees(change.base.graph, body.before)}
    return any(call.callee and call.target not in before for call in callees(change.head.graph, body.after))


def _violation(at: SymbolView, what: str, had: list[VerdictView]) -> Violation:
    said = [row for row in had if row.names]
    return Violation(
        constraint=f"permission_predicate:{said[0].symbol}",
        family="permission",
        severity="violation",
        place=at.place,
        symbol=at.name,
        message=f"`{ending(at.name, 2)}` {what}",
        evidence=tuple(Evidence(row.place, f"it answered by {row.text}") for row in said[:3]),
        fix="keep what it asked of the caller, or say in the change why everybody may",
    )
