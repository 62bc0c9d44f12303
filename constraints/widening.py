"""Queries that a change adds, or lets through, for rows that the code around it leaves out."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from constraints import callers
from constraints.bodies import Body, bodies, by_symbol, left_over, touched
from constraints.change import Change
from constraints.constraint import Evidence, Severity, Violation
from constraints.narrowing import NARROWERS, Scoping, scoping, tenants_of
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.calls import callees
from indexer.graph.classes import ancestry
from indexer.graph.conduct import BindingView, QueryView, queries_in, refusals_in
from indexer.graph.difference import ALIKE, TELLING, features_of
from indexer.graph.names import SymbolView
from indexer.graph.permissions import ownership_filters

ENOUGH, SHARE = 8, 0.95  # queries for a model, and the share of them that is bound, from which a new one has to be
USED = 2  # functions that get their rows through one that narrows them, from which it is known for that
WRITTEN = ("name", "import")  # how calls of plain functions are bound: `filter` narrows many things
TWIN = 0.8  # likeness from which one condition less is not meant
GETTER = re.compile(r"\bself\.(get_object|get_queryset)\(\)")
UNSCOPED = re.compile(
    r"^(_base_manager|_default_manager|(all|raw|global|unscoped|unfiltered|every)_objects|"
    r"objects_(all|raw|unscoped)|unscoped|all_with_deleted|with_deleted)$"
)
MAKES = frozenset({"create", "acreate", "bulk_create", "abulk_create", "insert", "add"})


def widened(change: Change, family: Scoping, rule: str) -> Iterator[Violation]:
    return of_family(_Ways.of(change).found, family, rule)


def of_family(found: Iterable[tuple[Scoping, Violation]], family: Scoping, rule: str) -> Iterator[Violation]:
    """What is found for both families at once, as one of their rules says it."""
    for kind, violation in found:
        if kind == family:
            yield replace(violation, constraint=f"{rule}:{violation.symbol}", family=family)


class _Ways:
    """What is found for both families at once."""

    def __init__(self, change: Change) -> None:
        self.change = change
        paths = sorted(change.difference.paths)
        self.before = _queries(change.base, touched(change.base, paths))
        self.after = _queries(change.head, touched(change.head, paths))
        self.supports: dict[str, tuple[Counter[Scoping], int]] = {}
        self.found = list(self._all(paths))

    @classmethod
    def of(cls, change: Change) -> "_Ways":
        made: _Ways = change.derived("widened", lambda: cls(change))
        return made

    def _all(self, paths: list[str]) -> Iterator[tuple[Scoping, Violation]]:
        for body in bodies(change := self.change):
            gone, new = self._differ(body)
            yield from self._past_getter(body, gone, new)
            yield from self._other_manager(body, gone, new)
            yield from self._past_narrower(body, new)
            if not gone:
                for query in new:
                    yield from self._unbound(body.after, query)
        yield from self._removed_narrowers(paths)
        for symbol in touched(change.head, paths):
            if change.is_new(symbol.name):
                queries = self.after.get(symbol.name, [])
                twins = list(self._beside_twin(symbol, queries))
                yield from twins
                for query in queries if not twins else ():
                    yield from self._unbound(symbol, query)

    def _differ(self, body: Body) -> tuple[list[QueryView], list[QueryView]]:
        before, after = self.before.get(body.before.name, []), self.after.get(body.after.name, [])

        def key(row: QueryView) -> object:
            return row.text, row.source

        return left_over(before, after, key), left_over(after, before, key)

    def _past_getter(
        self, body: Body, gone: list[QueryView], new: list[QueryView]
    ) -> Iterator[tuple[Scoping, Violation]]:
        """`self.get_object()` checks and scopes; a query in its place does neither."""
        asked = [row for row in new if row.model and row.manager and not self._scopes(row)]
        for row in gone:
            name = GETTER.search(row.text)
            if name is None or not asked or GETTER.search(" ".join(other.text for other in new)):
                continue
            if self._narrows(body.before.parent or "", name[1]):
                model = ending(asked[0].model or "")
                what = f"asks for `{model}` itself where it had it from `{name[1]}()`, which leaves out what others own"
                fix = f"go through `{name[1]}()`"
                yield "permission", _violation(body.after, what, Evidence(row.place, row.text), "violation", fix)
                return

    def _narrows(self, cls: str, name: str) -> bool:
        """REST framework checks the permissions of an object; what the repository overrides is looked at."""
        if self.change.base.symbol(cls) is None:
            return False
        graph = self.change.base.graph
        above = [cls, *(up.name for up in ancestry(graph, cls))]
        own = next((m for up in above if (m := f"{up}.{name}") and self.change.base.symbol(m) is not None), None)
        if own is None:
            return name == "get_object" and any(up.startswith("rest_framework.") for up in above)
        if ownership_filters(graph, symbol=own) or any(row.denies for row in refusals_in(graph, [own])):
            return True
        return any(self._scopes(row) for row in queries_in(graph, [own]))

    def _other_manager(
        self, body: Body, gone: list[QueryView], new: list[QueryView]
    ) -> Iterator[tuple[Scoping, Violation]]:
        """`Order.objects` leaves out what another manager of the model finds."""
        for row in new:
            if not UNSCOPED.match(row.manager) or not row.model:
                continue
            were = [old for old in gone if self.change.now(old.model or "") == row.model and old.manager != row.manager]
            if were:
                what = f"asks for `{ending(row.model)}` through `{row.manager}` instead of `{were[0].manager}`"
                evidence = Evidence(were[0].place, were[0].text)
                yield "tenancy", _violation(body.after, what, evidence, "suspicion", f"keep `{were[0].manager}`")

    def _past_narrower(self, body: Body, new: list[QueryView]) -> Iterator[tuple[Scoping, Violation]]:
        """The rows of a model itself, where a function gave them that elsewhere leaves out what others own."""
        asked = [row for row in new if row.model and row.manager and not row.bindings and _reads(row)]
        if not asked or ownership_filters(self.change.base.graph, symbol=body.before):
            return  # what narrows here by whoever calls is told as itself
        narrowers = self.change.derived("narrowers", self._narrowers)
        after = Counter(call.target for call in callees(self.change.head.graph, body.after))
        for call in callees(self.change.base.graph, body.before):
            name = callers.leaf(call.target)
            known = narrowers[name] >= USED and call.rule in WRITTEN
            if (known or callers.HOUSE_SCOPING.search(name)) and not after[self.change.now(call.target)]:
                what = f"asks for `{ending(asked[0].model or '')}` itself where it had what `{name}` leaves of it"
                yield (
                    "permission",
                    _violation(
                        body.after, what, Evidence(call.place, f"asked `{name}`"), "violation", f"keep `{name}`"
                    ),
                )
                return

    def _narrowers(self) -> Counter[str]:
        """Functions whose calls leave out what others own, by how many functions make such calls."""
        found = {(callers.leaf(row.call), row.function) for row in ownership_filters(self.change.base.graph)}
        return Counter(name for name, _ in found if name)

    def _removed_narrowers(self, paths: list[str]) -> Iterator[tuple[Scoping, Violation]]:
        """A `get_queryset` that scoped is gone from a view that is still there."""
        change = self.change
        owned = by_symbol(
            (row for path in paths for row in ownership_filters(change.base.graph, path=path)), lambda row: row.function
        )
        for symbol in touched(change.base, paths):
            if ending(symbol.name) not in NARROWERS or change.stands(symbol.name) is not None or not symbol.parent:
                continue
            owner = change.stands(symbol.parent)
            scoped = [
                (found, b) for q in self.before.get(symbol.name, ()) for b in q.bindings if (found := self._kind(b))
            ]
            narrowed = owned.get(symbol.name, [])
            if owner is None or owner.kind != "class" or not (scoped or narrowed):
                continue
            if not scoped:
                by = [row.path or row.call for row in narrowed]
                yield "permission", self._narrower_gone(symbol, owner, by)
            for kind in dict.fromkeys(kind for kind, _ in scoped):
                by = [b.path or b.method for found, b in scoped if found == kind]
                yield kind, self._narrower_gone(symbol, owner, by)

    def _narrower_gone(self, symbol: SymbolView, owner: SymbolView, by: list[str]) -> Violation:
        name = ending(symbol.name)
        what = f"no longer has `{name}`, which bound its rows by {listing(list(dict.fromkeys(by)))}"
        return _violation(owner, what, Evidence(symbol.place, f"`{name}` stood here"), "violation", f"keep `{name}`")

    def _beside_twin(self, symbol: SymbolView, queries: list[QueryView]) -> Iterator[tuple[Scoping, Violation]]:
        """A new function much like one beside it that asks for the same rows and binds them."""
        asked = {row.model: row for row in queries if row.model and _reads(row)}
        if not asked:
            return
        traits = features_of(self.change.head.graph, symbol)
        if len(traits) < TELLING or self._is_scoped_otherwise(symbol):
            return
        nearest: tuple[float, SymbolView, BindingView, QueryView] | None = None
        for name, rows in self.before.items():
            other = self.change.base.symbol(name)
            if other is None or other.place.path != symbol.place.path or other.kind != symbol.kind:
                continue
            for row in rows:
                new = asked.get(self.change.now(row.model or ""))
                if new is None:
                    continue
                paths = {b.path for b in new.bindings}
                bound = [b for b in row.bindings if self._kind(b) and b.path not in paths]
                if bound:
                    there = features_of(self.change.base.graph, other)
                    likeness = len(traits & there) / len(traits | there) if len(there) >= TELLING else 0
                    if likeness > max(TWIN if self._scopes(new) else ALIKE, nearest[0] if nearest else 0):
                        nearest = likeness, other, bound[0], row
        if nearest is not None:
            _, other, binding, row = nearest
            kind = self._kind(binding) or "tenancy"
            what = (
                f"is new, much like `{ending(other.name, 2)}`, and asks for `{ending(row.model or '')}` without its "
                f"condition on `{binding.path or binding.method}`"
            )
            yield kind, _violation(symbol, what, Evidence(row.place, row.text), "violation", "bind it too")

    def _unbound(self, symbol: SymbolView, query: QueryView) -> Iterator[tuple[Scoping, Violation]]:
        """A new query for a model whose queries are bound, all but a few."""
        if not query.model or not query.manager or self._scopes(query) or not _reads(query) or query.raw:
            return
        if any(b.path in ("pk", "id") or b.path.endswith((".id", "_id")) for b in query.bindings):
            return  # one row that is known already, or the rows of an object at hand
        model = self.change.was(query.model)
        kept, of = self._support(model)
        kind, number = kept.most_common(1)[0] if kept else ("tenancy", 0)
        if of < ENOUGH or number < SHARE * of or self._is_scoped_otherwise(symbol):
            return
        owner = "the caller" if kind == "permission" else "a tenant"
        what = f"asks for `{ending(model)}` bound to nobody; {number} of {of} queries for it are bound to {owner}"
        evidence = Evidence(query.place, query.text)
        yield (
            kind,
            _violation(symbol, what, evidence, "suspicion", f"bind the query to {owner}, or say who may see all"),
        )

    def _support(self, model: str) -> tuple[Counter[Scoping], int]:
        if model not in self.supports:
            subject = self.change.base
            rows = [
                row
                for row in queries_in(subject.graph, models=[model])
                if not subject.is_test(row.place.path) and _reads(row)
            ]
            kept: Counter[Scoping] = Counter()
            for row in rows:
                kept.update({kind for b in row.bindings if (kind := self._kind(b))})
            self.supports[model] = kept, len(rows)
        return self.supports[model]

    def _is_scoped_otherwise(self, symbol: SymbolView) -> bool:
        return any(
            callers.HOUSE_SCOPING.search(callers.leaf(call.target)) for call in callees(self.change.head.graph, symbol)
        )

    def _scopes(self, row: QueryView) -> bool:
        return any(self._kind(b) for b in row.bindings)

    def _kind(self, binding: BindingView) -> Scoping | None:
        return scoping(binding, tenants_of(self.change.base))


def _reads(row: QueryView) -> bool:
    return row.terminal not in MAKES


def _queries(side: Subject, symbols: list[SymbolView]) -> dict[str, list[QueryView]]:
    return by_symbol(queries_in(side.graph, [symbol.name for symbol in symbols]), lambda row: row.symbol)


def _violation(symbol: SymbolView, what: str, evidence: Evidence, severity: Severity, fix: str) -> Violation:
    return Violation(
        constraint="",
        family="permission",
        severity=severity,
        place=symbol.place,
        symbol=symbol.name,
        message=f"`{ending(symbol.name, 2)}` {what}",
        evidence=(evidence,),
        fix=fix,
    )
