"""Whose rows a body means where it does not ask itself: what it tells the functions that ask, what it passes over."""

import re
from collections import defaultdict
from collections.abc import Iterator

from constraints import callers
from constraints.bodies import Body, bodies, by_symbol, left_over, touched
from constraints.change import Change
from constraints.constraint import Evidence, Severity, Violation
from constraints.disjunction import QUOTED
from constraints.narrowing import Scoping, tenants_of
from constraints.phrases import ending, listing
from constraints.subject import Subject
from constraints.widening import of_family
from indexer.graph import Place
from indexer.graph.calls import callees
from indexer.graph.conduct import EffectView, RefusalView, effects_in, refusals_in
from indexer.graph.names import SymbolView

CUT = "…"  # ends a text that is shortened
GIVEN = re.compile(r"[A-Za-z_][\w.]*")
COMPARES = re.compile(r" (!=|not in|is not) ")
ASKS = re.compile(
    r"^_?a?(get|list|find|fetch|search|count|query|load|read|filter|all|dao|select|retrieve|lookup|exists)"
)


def forgotten(change: Change, family: Scoping, rule: str) -> Iterator[Violation]:
    return of_family(change.derived("whose", lambda: list(_all(change))), family, rule)


def _all(change: Change) -> Iterator[tuple[Scoping, Violation]]:
    paths = sorted(change.difference.paths)
    told = [_calls(side, touched(side, paths)) for side in (change.base, change.head)]
    left = [
        by_symbol(refusals_in(side.graph, [s.name for s in touched(side, paths)]), lambda row: row.symbol)
        for side in (change.base, change.head)
    ]
    for body in bodies(change):
        yield from _untold(change, body, told[0][body.before.name], told[1][body.after.name])
        lost = left_over(left[0][body.before.name], left[1][body.after.name], lambda row: row.test)
        new = left_over(left[1][body.after.name], left[0][body.before.name], lambda row: row.test)
        yield from _not_passed_over(change, body, lost, new)


def _untold(
    change: Change,
    body: Body,
    before: dict[str, list[EffectView]],
    after: dict[str, list[EffectView]],
) -> Iterator[tuple[Scoping, Violation]]:
    """The same function is asked as often, and no longer told for whom."""
    for callee, rows in before.items():
        now = change.now(callee)
        others = after.get(now, [])
        is_asked = ASKS.match(callers.leaf(callee.rpartition(":")[2]))
        if not is_asked or not left_over(rows, others, lambda row: row.text):
            continue
        if any(CUT in one.text for one in (*rows, *others)) or not _as_often(change, body, callee):
            continue
        left = left_over(rows, others, lambda row: _words(change, row))
        told = left_over(others, rows, lambda row: _words(change, row))
        for row in left:
            lost = _words(change, row).difference(*(_words(change, other) for other in told))
            if not lost or not _still_takes(change, row, lost):
                continue
            kind: Scoping = "permission" if lost <= callers.USERS else "tenancy"
            what = f"asks `{ending(callee.rpartition(':')[2], 2)}` and no longer tells it {listing(sorted(lost))}"
            severity: Severity = "violation" if row.is_known else "suspicion"
            yield kind, _violation(body.after, what, Evidence(row.place, row.text), severity)


def _as_often(change: Change, body: Body, callee: str) -> bool:
    before = [call.target for call in callees(change.base.graph, body.before)]
    after = [call.target for call in callees(change.head.graph, body.after)]
    return before.count(callee) == after.count(change.now(callee))


def _words(change: Change, row: EffectView) -> frozenset[str]:
    """The tenants and people that a call is given, by the words of its arguments."""
    inside = QUOTED.sub("''", row.text.partition("(")[2])
    said: frozenset[str] = frozenset().union(*map(callers.parts_of, GIVEN.findall(inside)))
    return said & (tenants_of(change.base) | callers.USERS)


def _still_takes(change: Change, row: EffectView, lost: frozenset[str]) -> bool:
    """A function that asks for it no longer has not been left in the dark."""
    callee = change.stands(row.callee) if row.is_known else None
    if callee is None or callee.kind == "class":
        return not row.is_known
    named = frozenset().union(*(callers.parts_of(word) for word in re.findall(r"\w+", callee.signature)))
    return bool(named & lost) or "**" in callee.signature


def _not_passed_over(
    change: Change, body: Body, lost: list[RefusalView], new: list[RefusalView]
) -> Iterator[tuple[Scoping, Violation]]:
    """`if row.project != project: continue`: another project's rows went on there."""
    for row in lost:
        if row.denies or not COMPARES.search(row.test):
            continue
        chains = [name for name in row.names if "." in name]
        said = [name for name in chains if callers.parts_of(callers.leaf(name)) & tenants_of(change.base)]
        if not said:
            continue
        if any(set(said) & set(other.names) for other in new):
            continue
        what = f"no longer leaves out what is of others where `{row.test}`"
        yield "tenancy", _violation(body.after, what, Evidence(row.place, row.outcome), "violation")


def _calls(side: Subject, symbols: list[SymbolView]) -> defaultdict[str, dict[str, list[EffectView]]]:
    names = [symbol.name for symbol in symbols]
    found: defaultdict[str, dict[str, list[EffectView]]] = defaultdict(dict)
    rows = [*effects_in(side.graph, names), *effects_in(side.graph, names, handed=True)]
    for row in sorted(rows, key=lambda row: row.place):
        found[row.symbol].setdefault(row.callee, []).append(row)
    return found


def _violation(symbol: SymbolView, what: str, evidence: Evidence, severity: Severity) -> Violation:
    place: Place = symbol.place
    return Violation(
        constraint="",
        family="tenancy",
        severity=severity,
        place=place,
        symbol=symbol.name,
        message=f"`{ending(symbol.name, 2)}` {what}",
        evidence=(evidence,),
        fix="say whose rows are meant, or name what leaves out the rows of others now",
    )
