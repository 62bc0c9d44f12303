"""The tests inside a function that turn callers away.

What it notices
    A test that reads the caller or what the caller may do and leaves the function (403, 404, an exception, a way to the
    login page), and a call whose only purpose is to refuse: `require_access(...)`, `check_object_permissions(...)`;
    also where it still stands and is reached too late, only where a setting asks for it, or inside a `try` that
    lets the caller go on.

Why it matters
    The check inside the body is the one that knows the object: without it every member reads what one of them owns.

Example
    def refund(request, pk):
        if not request.user.has_perm("orders.refund"):
            raise PermissionDenied

    refusal:shop.orders.views.refund: `refund` refuses where `not request.user.has_perm('orders.refund')`.

Limits
    A test that was rewritten and still reads the caller is taken for the same test, unless one side of an `or` is gone
    or a right has become the mere login. A check that moved into a function
    whose own checks are not seen counts as moved where the function is named for it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from constraints import callers
from constraints.bodies import Body, bodies, by_symbol, left_over, touched
from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Severity, Violation
from constraints.disjunction import disjuncts, negated, weakened
from constraints.phrases import ending
from constraints.reached import Side, checks, weaker
from constraints.subject import Subject
from indexer.graph.calls import callees
from indexer.graph.conduct import EffectView, RefusalView, denying, effects_in, refusals_in
from indexer.graph.web import endpoints_handled_by, guards

SIDES = ("base", "head")
NOT_FOUND_OR_DENIED = frozenset({400, 401, 403, 404})


def derive(subject: Subject) -> Iterator[Constraint]:
    symbols = None
    if subject.paths is not None:
        symbols = [symbol.name for symbol in touched(subject, subject.paths)]
    denying = (row for row in refusals_in(subject.graph, symbols) if row.denies and not subject.is_test(row.place.path))
    for function, rows in by_symbol(denying, lambda row: row.symbol).items():
        tests = " or ".join(f"`{row.test}`" for row in rows[:3] if row.test)
        if tests:
            yield Constraint(
                id=f"refusal:{function}",
                family="permission",
                statement=f"`{ending(function, 2)}` refuses where {tests}",
                scope=Scope(symbols=(function,), paths=(rows[0].place.path,)),
                origin="enforced",
                severity="violation",
                evidence=tuple(Evidence(row.place, row.outcome) for row in rows),
            )


def broken(change: Change) -> Iterator[Violation]:
    """A function that is still there and lets those pass whom it refused, where nothing that it now calls does."""
    sides = _Sides.of(change)
    for body in bodies(change):
        for found in weaker(*sides.checks(body), sides.left(body)):
            yield _violation(body, found.what, Evidence(found.check.place, found.check.says), "violation")
        lost = sides.lost_refusals(body)
        calls = sides.lost_calls(body)
        marks = sides.lost_decorators(body)
        if not (lost or calls or marks) or sides.is_guarded_otherwise(body):
            continue
        for row in lost:
            if not sides.is_moved(row):
                yield _violation(
                    body,
                    f"no longer refuses where `{row.test}`",
                    Evidence(row.place, row.outcome),
                    "violation" if row.denies or callers.speaks_of_right(row.names) else "suspicion",
                )
        for name in marks:
            what = f"is no longer behind `{ending(name)}`, which refuses callers"
            yield _violation(body, what, Evidence(body.before.place, f"was behind {name}"), "violation")
        for call in calls:
            yield _violation(
                body,
                f"no longer calls `{ending(call.callee.rpartition(':')[2])}`, which refuses callers",
                Evidence(call.place, call.text),
                "violation",
            )


def _violation(body: Body, what: str, evidence: Evidence, severity: Severity) -> Violation:
    return Violation(
        constraint=f"refusal:{body.after.name}",
        family="permission",
        severity=severity,
        place=body.after.place,
        symbol=body.after.name,
        message=f"`{ending(body.after.name, 2)}` {what}",
        evidence=(evidence,),
        fix="keep the check before anything is read or written, or name what refuses these callers now",
    )


@dataclass(slots=True)
class _Sides:
    change: Change
    refusals: tuple[dict[str, list[RefusalView]], dict[str, list[RefusalView]]]  # of what is written in changed files
    effects: tuple[dict[str, list[EffectView]], dict[str, list[EffectView]]]
    gained: list[RefusalView]  # refusals of the head that the base did not have
    refusing: dict[tuple[str, str], bool] = field(default_factory=dict)  # by side and function

    @classmethod
    def of(cls, change: Change) -> "_Sides":
        paths = sorted(change.difference.paths)
        sides = (change.base, change.head)
        names = [[symbol.name for symbol in touched(side, paths)] for side in sides]
        refusals = [refusals_in(side.graph, own) for side, own in zip(sides, names, strict=True)]
        effects = [effects_in(side.graph, own) for side, own in zip(sides, names, strict=True)]
        here, there = (by_symbol(rows, lambda row: row.symbol) for rows in refusals)
        made, makes = (by_symbol(rows, lambda row: row.symbol) for rows in effects)
        gained = [
            row
            for name, rows in there.items()
            for row in left_over(rows, here.get(change.was(name), ()), lambda row: row.test)
        ]
        return cls(change, (here, there), (made, makes), gained)

    def lost_refusals(self, body: Body) -> list[RefusalView]:
        before, after = self.refusals[0].get(body.before.name, []), self.refusals[1].get(body.after.name, [])
        lost = [row for row in left_over(before, after, lambda row: row.test) if refuses_a_caller(row)]
        new = left_over(after, before, lambda row: row.test)
        return [row for row in lost if not any(_is_rewritten(row, other) for other in new)]

    def lost_calls(self, body: Body) -> list[EffectView]:
        """Calls that refuse; what still runs, with other arguments or with its result used, is not lost."""
        before, after = self.effects[0].get(body.before.name, []), self.effects[1].get(body.after.name, [])

        def key(was: bool) -> Callable[[EffectView], str]:
            return lambda row: self.change.now(row.callee) if was else row.callee

        kept = [key(False)(row) for row in after]
        lost = []
        for row in before:
            name = key(True)(row)
            if name in kept:
                kept.remove(name)
            elif self.is_refusing("base", row):
                lost.append(row)
        if not lost:
            return []
        still = {self.change.was(call.target) for call in callees(self.change.head.graph, body.after)}
        number = by_symbol(before, lambda row: row.callee)
        return [row for row in lost if row.callee not in still or len(number[row.callee]) > 1]

    def lost_decorators(self, body: Body) -> list[str]:
        """Of a function that is no entry point by itself: what stands before those is another rule's."""
        gone = [name for name in body.before.decorators if self.change.now(name) not in body.after.decorators]
        if not gone or endpoints_handled_by(self.change.base.graph, [body.before.name]):
            return []
        graph = self.change.base.graph
        known = {ending(guard.removesuffix(".__call__")) for guard in guards(graph)}
        known |= {ending(function.partition(".<locals>")[0]) for function in denying(graph)}
        return [name for name in gone if ending(name) in known]

    def checks(self, body: Body) -> tuple[Side, Side]:
        """What turns callers away on both sides, under the names of the head."""
        made = []
        for number, (subject, symbol) in enumerate(((self.change.base, body.before), (self.change.head, body.after))):
            effects = self.effects[number].get(symbol.name, [])
            refusing = [row for row in self.refusals[number].get(symbol.name, []) if refuses_a_caller(row)]
            calls = [row for row in effects if row.kind == "statement" and self.is_refusing(SIDES[number], row)]
            made.append(Side(subject, symbol, checks(refusing, calls), effects))
        return made[0], made[1]

    def left(self, body: Body) -> frozenset[str]:
        """Tests by which the body was left before: what stands after them stood in their other branch."""
        return frozenset(negated(row.test) for row in self.refusals[0].get(body.before.name, []))

    def is_refusing(self, side: str, row: EffectView) -> bool:
        if row.kind == "statement" and callers.is_guard_call(row.callee):
            return True
        return row.is_known and self.denies(side, row.callee)

    def denies(self, side: str, function: str) -> bool:
        graph = (self.change.base if side == "base" else self.change.head).graph
        known = self.refusing.get((side, function))
        if known is None:
            known = any(refuses_a_caller(row) for row in refusals_in(graph, [function]))
            self.refusing[side, function] = known
        return known

    def is_guarded_otherwise(self, body: Body) -> bool:
        """The head turns callers away in a way in which the base did not: a call, a decorator, a guard of its route."""
        before = {self.change.now(call.target) for call in callees(self.change.base.graph, body.before)}
        after = {call.target for call in callees(self.change.head.graph, body.after)}
        if any(callers.is_guard_call(name) or self.denies("head", name) for name in after - before):
            return True
        if set(body.after.decorators) - {self.change.now(name) for name in body.before.decorators}:
            return True
        was = self._guards(self.change.base, body.before.name)
        return bool(self._guards(self.change.head, body.after.name) - {self.change.now(name) for name in was})

    def _guards(self, side: Subject, name: str) -> set[str]:
        return {
            before.name
            for route in endpoints_handled_by(side.graph, [name])
            for before in route.before
            if before.guards and before.origin != "body"
        }

    def is_moved(self, lost: RefusalView) -> bool:
        """Another function of the change refuses by the same test now, or by what it reads."""
        rights = {callers.leaf(name) for name in lost.names}
        left = [row for row in self.gained if self.change.was(row.symbol) == lost.symbol]
        parts = frozenset().union(*(weakened(lost, row) for row in left))
        if parts:  # what is left of it stands where it stood
            return any(parts & disjuncts(row.test) for row in self.gained if row not in left)
        return any(
            row.test == lost.test or (refuses_a_caller(row) and rights & {callers.leaf(name) for name in row.names})
            for row in self.gained
        )


def refuses_a_caller(row: RefusalView) -> bool:
    if row.denies or (row.kind == "raise" and callers.REFUSES.search(row.outcome.partition("(")[0])):
        return True
    if row.kind in ("raise", "abort"):
        return callers.speaks_of_right(row.names) or (
            row.status in NOT_FOUND_OR_DENIED and row.status != 400 and callers.speaks_of_caller(row.names)
        )
    return callers.speaks_of_right(row.names) and row.kind in ("return", "jump", "assert")


def _is_rewritten(lost: RefusalView, new: RefusalView) -> bool:
    """The new test stands for the lost one: it still reads the caller, or leaves the same way for another reason."""
    if weakened(lost, new):
        return False
    if refuses_a_caller(new):
        return True
    return set(lost.names) <= set(new.names)
