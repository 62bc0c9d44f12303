"""Checks on a caller that still stand in a body and turn away fewer: later than what they guard, or in a branch."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from constraints import callers
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.calls import callees
from indexer.graph.conduct import ContextView, EffectView, RefusalView, contexts_in
from indexer.graph.names import SymbolView

WORKS = re.compile(  # names of what has an effect that a refusal comes too late for
    r"^_?(a?(save|delete|create|update|get_or_create|bulk_\w+)|store|insert|remove|persist|process|send|upload|move|"
    r"publish|emit|enqueue|charge|pay|refund|apply_async|delay|put|write|submit|dispatch|notify|execute|commit|add|"
    r"import|export|run|start|cancel|approve|assign|set)(_|$)"
)
NO_WORK = re.compile(r"(^|\.)(logger|log|logging|messages|warnings|print|metrics|statsd|headers|session)(\.|$)")
SETTLED = re.compile(  # a test that is decided before anybody asks
    r"^(not )?\(?(False|True|None|0|1|\w*settings\.[\w.]+|[A-Z][A-Z0-9_]+|(current_)?app\.config\b.*"
    r"|os\.(environ|getenv)\b.*|\w*config\.[\w.]+|\w*(debug|DEBUG)\w*)\)?( (==|!=|is|in) .*)?$"
)
CATCHES = re.compile(
    r"(^|[.|])(Exception|BaseException|HTTPException|APIException|"
    r"\w*(Denied|Forbidden|Unauthori[sz]ed|Permission\w*|NotAuth\w+))($|\|)"
)
ENDED = ("raise", "return")  # how a handler still keeps what follows from running


@dataclass(frozen=True, slots=True)
class Check:
    """A refusal, or a call that refuses."""

    key: str
    place: Place
    given: tuple[str, ...]
    says: str
    raises: bool  # what leaves could be caught


@dataclass(frozen=True, slots=True)
class Weaker:
    what: str
    check: Check


def checks(refusals: Iterable[RefusalView], calls: Iterable[EffectView]) -> list[Check]:
    """In the order of lines."""
    found = [
        Check(f"refuses where `{row.test}`", row.place, row.given, row.outcome, row.kind in ("raise", "abort"))
        for row in refusals
    ]
    found += [
        Check(f"calls `{callers.leaf(row.callee.rpartition(':')[2])}`", row.place, row.given, row.text, True)
        for row in calls
    ]
    return sorted(found, key=lambda one: one.place)


@dataclass(frozen=True, slots=True)
class Side:
    """One function before, or after."""

    subject: Subject
    symbol: SymbolView
    checks: list[Check]
    effects: list[EffectView]

    @property
    def works(self) -> list[tuple[int, str]]:
        """Lines of what has an effect, with its name."""
        called = [(call.place.line, call.target) for call in callees(self.subject.graph, self.symbol)]
        done = [(row.place.line, row.callee) for row in self.effects]
        return [(line, callers.leaf(target.rpartition(":")[2])) for line, target in called + done if _is_work(target)]

    @property
    def tried(self) -> list[ContextView]:
        return [one for one in contexts_in(self.subject.graph, [self.symbol.name]) if one.kind == "try"]


def weaker(before: Side, after: Side, left: Collection[str]) -> Iterator[Weaker]:
    """Checks that both sides make once, and that are reached by fewer now. `left`: tests by which the body was left."""
    pairs = list(_pairs(before.checks, after.checks))
    if not pairs:
        return
    works, tried = (before.works, after.works), (before.tried, after.tried)
    for old, new in pairs:
        passed = _passed(old, new, *works)
        added = _added(old, new, left)
        if passed:
            yield Weaker(f"{new.key} only after `{passed}`, which it came before", old)
        elif added:
            yield Weaker(f"{new.key} only where `{added}`", old)
        elif new.raises and (caught := _caught(new, tried[1])) and not _caught(old, tried[0]):
            yield Weaker(f"{new.key} where `except {caught}` lets the caller go on", old)


def _pairs(had: list[Check], has: list[Check]) -> Iterator[tuple[Check, Check]]:
    before, after = (Counter(one.key for one in side) for side in (had, has))
    there = {one.key: one for one in has}
    for one in had:
        if before[one.key] == after[one.key] == 1:
            yield one, there[one.key]


def _is_work(target: str) -> bool:
    name = target.rpartition(":")[2]
    leaf = callers.leaf(name)
    return bool(WORKS.match(leaf)) and not NO_WORK.search(name) and not callers.is_guard_call(leaf)


def _passed(old: Check, new: Check, before: list[tuple[int, str]], after: list[tuple[int, str]]) -> str:
    """The name of work that stood below the check and stands above it."""
    above = {name for line, name in before if line < old.place.line}
    below = {name for line, name in before if line > old.place.line} - above
    return min(below & {name for line, name in after if line < new.place.line}, default="")


def _added(old: Check, new: Check, left: Collection[str]) -> str:
    """A test that is decided before anybody asks, around a check that was made of everybody."""
    if not set(old.given) <= set(new.given):
        return ""
    more = [test for test in new.given if test not in old.given and test not in left]
    return next((test for test in more if SETTLED.match(test)), "")


def _caught(check: Check, tried: list[ContextView]) -> str:
    for one in tried:
        if one.place.line < check.place.line <= one.end_line:
            for caught, end in zip(one.caught, one.ends, strict=True):
                if CATCHES.search(caught):
                    return caught if end not in ENDED else ""
    return ""
