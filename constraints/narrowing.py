"""Queries that are bound to a caller or a tenant, and those that a change leaves unbound."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, cast

from constraints import callers
from constraints.bodies import Body, bodies, by_symbol, left_over, touched
from constraints.change import Change
from constraints.conduct import working
from constraints.constraint import Evidence, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from constraints.tenants import roots
from indexer.graph.calls import callees
from indexer.graph.conduct import BindingView, QueryView, queries_in
from indexer.graph.permissions import OwnershipFilterView, ownership_filters

Scoping = Literal["permission", "tenancy"]

NARROWERS = ("get_queryset", "get_object", "filter_queryset")  # what they give back is what a view may see
LITERAL = re.compile(r"""^(-?\d|[rbuf]*["']|None$|True$|False$|\(\)|\[\])""")
CLIENT = re.compile(
    r"request\.(GET|POST|data|query_params|args|form|json|values|params|body|headers|META|COOKIES)\b|get_json\("
)
LOCAL = re.compile(r"^[a-z_][a-z0-9_]*$")


def scoping(binding: BindingView, tenants: frozenset[str]) -> Scoping | None:
    """Whose rows a condition leaves: those of the caller, those of a tenant; None where it says neither."""
    if binding.negated or LITERAL.match(binding.value):
        return None
    if not binding.path:
        if not callers.HOUSE_SCOPING.search(binding.method):
            return None
        return "permission" if callers.CALLER.search(binding.value) or "user" in binding.method else "tenancy"
    words = _words(binding)
    if words & callers.USERS or (callers.CALLER.search(binding.value) and not words & tenants):
        return "permission"
    return "tenancy" if words & tenants else None


def tenants_of(subject: Subject) -> frozenset[str]:
    """Names that relations to a tenant go by: as is usual, as is declared, and as the models tell."""
    if "tenants" not in subject.shared:
        said = subject.declared.tenancy
        declared = {callers.leaf(said.root).casefold()} if said else set()
        subject.shared["tenants"] = callers.TENANTS.union(declared, *roots(subject).values())
    return cast(frozenset[str], subject.shared["tenants"])


def held(subject: Subject, family: Scoping) -> Iterator[tuple[str, list[tuple[QueryView, BindingView]]]]:
    """Functions of the files that a subject is about, with the conditions that leave out the rows of others."""
    tenants = tenants_of(subject)
    for body in working(subject):
        found = [
            (query, binding)
            for query in body.queries
            for binding in query.bindings
            if not binding.inherited and scoping(binding, tenants) == family
        ]
        if found:
            yield body.symbol.name, found


def dropped(change: Change, family: Scoping, rule: str) -> Iterator[Violation]:
    """Functions that are still there and ask for the same rows without the condition that left out those of others."""
    sides = _Sides.of(change)
    for body in bodies(change):
        for lost in sides.lost(body):
            if lost.family == family:
                yield _violation(sides, body, lost, rule)


@dataclass(frozen=True, slots=True)
class _Lost:
    family: Scoping
    model: str
    by: tuple[str, ...]  # paths, or the method that narrowed
    evidence: Evidence


@dataclass(slots=True)
class _Sides:
    change: Change
    before: dict[str, list[QueryView]]
    after: dict[str, list[QueryView]]
    owned_before: dict[str, list[OwnershipFilterView]]
    owned_after: dict[str, list[OwnershipFilterView]]

    @classmethod
    def of(cls, change: Change) -> "_Sides":
        kept = change.base.shared.get(_Sides)
        return kept if isinstance(kept, cls) and kept.change is change else cls._made(change)

    @classmethod
    def _made(cls, change: Change) -> "_Sides":
        paths = sorted(change.difference.paths)

        def queries(side: Subject) -> dict[str, list[QueryView]]:
            names = [symbol.name for symbol in touched(side, paths)]
            return by_symbol(queries_in(side.graph, names, handed=True), lambda row: row.symbol)

        def owned(side: Subject) -> dict[str, list[OwnershipFilterView]]:
            rows = (row for path in paths for row in ownership_filters(side.graph, path=path))
            return by_symbol(rows, lambda row: row.function)

        base, head = change.base, change.head
        made = cls(change, queries(base), queries(head), owned(base), owned(head))
        change.base.shared[_Sides] = made
        return made

    @property
    def tenants(self) -> frozenset[str]:
        """Asked for only where something differs."""
        return tenants_of(self.change.base)

    def lost(self, body: Body) -> list[_Lost]:
        before, after = self.before.get(body.before.name, []), self.after.get(body.after.name, [])
        known = {(b.path, b.value) for query in before for b in query.bindings}
        gone, new = left_over(before, after, _text), left_over(after, before, _text)
        found = []
        for query in gone:
            scoped = [b for b in query.bindings if not b.inherited and scoping(b, self.tenants)]
            if not scoped:
                continue
            stands = [other for other in new if self._same_rows(query, other)]
            if not stands and LOCAL.match(query.source):  # it went on from a query that may be what is left
                stands = [other for other in after if self._same_rows(query, other) or _is_base(query, other)]
                stands = [other for other in stands if not _is_bound_as_before(scoped, other)] or stands
            asks = any(other.terminal != "handed" for other in new)
            hands_on = not stands and not asks and callers.leaf(body.after.name) in NARROWERS
            if hands_on and not self._is_moved(body, query.model, scoped):  # `return self.queryset`
                found.append(self._without(query, scoped))
                continue
            if not stands and not query.is_known and query.manager and self._still_asks(body, query):
                found.append(self._without(query, scoped))
                continue
            missing = [b for b in scoped if stands and not any(self._keeps(b, known, query, other) for other in stands)]
            if missing and not self._is_moved(body, query.model, missing):
                found.append(self._without(query, missing))
        return found or list(self._lost_helpers(body, new))

    def _without(self, query: QueryView, missing: list[BindingView]) -> _Lost:
        family: Scoping = scoping(missing[0], self.tenants) or "tenancy"
        by = tuple(dict.fromkeys(b.path or b.method for b in missing))
        return _Lost(family, query.model, by, Evidence(query.place, query.text))

    def _still_asks(self, body: Body, query: QueryView) -> bool:
        """It newly calls the manager of a model that lies outside: a query without conditions on it is not kept."""
        asked = f"{query.source.split('(')[0]}."
        before = {call.target for call in callees(self.change.base.graph, body.before)}
        new = {call.target for call in callees(self.change.head.graph, body.after)} - before
        return any(
            asked in f"{name}."
            and callers.leaf(name) not in ("create", "bulk_create")
            and not callers.HOUSE_SCOPING.search(callers.leaf(name))
            for name in new
        )

    def _lost_helpers(self, body: Body, new: list[QueryView]) -> Iterator[_Lost]:
        """A function of the house that narrowed by who asks, where the model is asked for directly now."""
        before, after = self.owned_before.get(body.before.name, []), self.owned_after.get(body.after.name, [])
        for row in left_over(before, after, lambda row: (row.model and self.change.now(row.model), row.call, row.path)):
            model = self.change.now(row.model or "")
            asked = [q for q in new if not model or q.model == model]
            there = [q for q in asked if not any(scoping(b, self.tenants) for b in q.bindings)]
            gained = [other for other in after if other.model == model and other not in before]
            were = [other for other in before if other.model == row.model]
            if not there or len(gained) >= len(were) or row.certainty == "possible":
                continue
            if not self._is_moved(body, row.model or "", []):
                evidence = Evidence(row.place, f"{row.call}: {row.actor}")
                yield _Lost("permission", row.model or "", (row.path or row.call,), evidence)

    def _same_rows(self, query: QueryView, other: QueryView) -> bool:
        if other.raw and not query.raw and not other.model:  # SQL in the place of the query
            return True
        if query.model and other.model:
            return self.change.now(query.model) == other.model
        return bool(query.source) and query.source.split("(")[0] == other.source.split("(")[0]

    def _keeps(self, lost: BindingView, known: set[tuple[str, str]], query: QueryView, other: QueryView) -> bool:
        """It is still bound by this path or value, or by another owner than before."""
        if other.raw:
            return any(word in other.text.casefold() for word in _words(lost))
        if other.terminal == "handed" and lost.value and lost.value in other.text:
            return True  # `visible(Order.objects, user)`: told for whom
        needed = {(b.path, b.value) for b in query.bindings if not b.alternative}
        either = {(b.path, b.value) for b in other.bindings if b.alternative}
        if (lost.path, lost.value) in needed & either and len(needed & either) > 1:
            return False  # one of several is enough now
        for b in other.bindings:
            if b.path == lost.path and CLIENT.search(b.value) and callers.GIVEN.search(lost.value):
                continue  # the client says whose rows
            if (b.path == lost.path and b.method == lost.method) or b.value == lost.value:
                return True
            if (_words(b) & _words(lost) and (_is_personal(b) or not _is_personal(lost))) or (
                (b.path, b.value) not in known and scoping(b, self.tenants)
            ):
                return True
        return False

    def _is_moved(self, body: Body, model: str, missing: Iterable[BindingView]) -> bool:
        graph = self.change.head.graph
        before = {self.change.now(call.target) for call in callees(self.change.base.graph, body.before)}
        new = {call.target for call in callees(graph, body.after)} - before
        if any(callers.HOUSE_SCOPING.search(callers.leaf(name)) for name in new):
            return True
        words = [_words(b) for b in missing]

        def bound(rows: Iterable[QueryView], name: str) -> int:
            return sum(
                any(scoping(b, self.tenants) and (not words or _words(b) in words) for b in row.bindings)
                for row in rows
                if row.model == name
            )

        called = queries_in(graph, sorted(name for name in new if not name.startswith("<"))) if new else []
        if bound(called, self.change.now(model)):
            return True
        return any(
            bound(rows, self.change.now(model)) > bound(self.before.get(self.change.was(name), ()), model)
            for name, rows in self.after.items()
            if name != body.after.name
        )

    def support(self, lost: _Lost) -> tuple[int, int]:
        """How many queries for the model in the base are bound in this way, and how many there are."""
        if not lost.model:
            return 0, 0
        subject = self.change.base
        asked = [row for row in queries_in(subject.graph, models=[lost.model]) if not subject.is_test(row.place.path)]
        kept = [row for row in asked if any(scoping(b, self.tenants) == lost.family for b in row.bindings)]
        return len(kept), len(asked)


def _violation(sides: _Sides, body: Body, lost: _Lost, rule: str) -> Violation:
    kept, of = sides.support(lost)
    rows = f"`{ending(lost.model)}`" if lost.model else "the rows"
    siblings = f" ({kept} of {of} queries for it are)" if of > 2 else ""
    owner = "the caller" if lost.family == "permission" else "a tenant"
    return Violation(
        constraint=f"{rule}:{body.after.name}",
        family=lost.family,
        severity="violation",
        place=body.after.place,
        symbol=body.after.name,
        message=f"`{ending(body.after.name, 2)}` asks for {rows} and is no longer bound to {owner} "
        f"by {listing(lost.by)}{siblings}",
        evidence=(lost.evidence,),
        fix=f"keep the condition on {listing(lost.by)}, or name what leaves out the rows of others now",
    )


def _is_base(query: QueryView, other: QueryView) -> bool:
    """It has all that the query took over from what it went on from."""
    own = {(b.path, b.value) for b in other.bindings}
    return (
        bool(own)
        and not (query.model or other.model)
        and own == {(b.path, b.value) for b in query.bindings if b.inherited}
    )


def _is_bound_as_before(scoped: list[BindingView], other: QueryView) -> bool:
    """Another branch that binds the rows too makes up for none."""
    return any(_words(b) & _words(lost) for b in other.bindings for lost in scoped)


def _words(binding: BindingView) -> frozenset[str]:
    """What the path of a condition speaks of; the class that it begins with is the model, not its owner."""
    head, dot, rest = binding.path.partition(".")
    return callers.parts_of(rest if dot else head) - {"", "id", "pk", "in"}


def _is_personal(binding: BindingView) -> bool:
    """It speaks of who asks, or of the one person whose rows these are."""
    return bool(_words(binding) & callers.USERS or callers.CALLER.search(binding.value))


def _text(row: QueryView) -> object:
    return (
        row.model or row.source,
        row.text,
        tuple((b.path, b.operator, b.value) for b in row.bindings if not b.inherited),
    )
