"""Blocks that one at a time may run.

What it notices
    A `with` block that holds a lock: a mutex, a lock of the cache, a lock on a file or an index.

Why it matters
    What it holds apart reads and writes something that is no row of the database, so no transaction helps. Without the
    lock two requests or two workers write it at once; tests never run two.

Example
    with index_lock.write_lock(timeout=10):
        index.rebuild()

    `compact` no longer holds `index_lock.write_lock` while it works.

Limits
    A lock is known by its name. One that moved to a function that this calls, or that calls this, is believed to cover
    what it covered.
"""

import re
from collections.abc import Iterator

from constraints.change import Change
from constraints.conduct import Body, bodies, called, gained_decorator, standing, working
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.conduct import ContextView, contexts_in

LOCK = re.compile(r"(^|_)r?w?(lock|mutex|semaphore)(ed|s|ing)?(_|$)|_for_update$", re.IGNORECASE)
ACQUIRES = re.compile(r"\b(acquire|lock)\w*\(")


def derive(subject: Subject) -> Iterator[Constraint]:
    for body in working(subject):
        held = _held(body)
        if held:
            yield Constraint(
                id=f"held_lock:{body.symbol.name}",
                family="consistency",
                statement=f"`{ending(body.symbol.name)}` works while it holds "
                f"{listing(list(dict.fromkeys(one.text for one in held)), 3)}: one at a time",
                scope=Scope(symbols=(body.symbol.name,), paths=(body.symbol.place.path,)),
                origin="enforced",
                severity="violation",
                evidence=tuple(Evidence(one.place, f"holds {one.text}") for one in held),
            )


def broken(change: Change) -> Iterator[Violation]:
    """A function that is still there, works as it did, and holds fewer locks."""
    for before, after in standing(change):
        held, left = _held(before), _held(after)
        if len(left) >= len(held) or gained_decorator(before, after) or _moved(change, before, after):
            continue
        names = {one.name for one in left}
        gone = [one for one in held if one.name not in names] or held
        if not any(_still(before, after, one) for one in gone):
            continue
        yield Violation(
            constraint=f"held_lock:{after.symbol.name}",
            family="consistency",
            severity="violation",
            place=after.symbol.place,
            symbol=after.symbol.name,
            message=f"`{ending(after.symbol.name, 2)}` no longer holds `{gone[0].text}` while it works: two that "
            "run at once are no longer kept apart",
            evidence=tuple(Evidence(one.place, f"held {one.text}") for one in gone[:3]),
            fix=f"keep `with {gone[0].text}` around what it held apart",
        )


def _held(body: Body) -> list[ContextView]:
    return [one for one in body.contexts if _locks(one)]


def _locks(context: ContextView) -> bool:
    return context.kind == "with" and any(LOCK.search(part) for part in context.name.split("."))


def _still(before: Body, after: Body, lock: ContextView) -> bool:
    """Is something of what it held still there? Nothing is known of a block that only yields."""
    inside = {text for text, line in _work(before) if lock.place.line < line <= lock.end_line}
    return not inside or any(text in inside for text, _ in _work(after))


def _work(body: Body) -> list[tuple[str, int]]:
    effects = [(one.text, one.place.line) for one in body.effects]
    return effects + [(one.text, one.place.line) for one in body.queries]


def _moved(change: Change, before: Body, after: Body) -> bool:
    if sum(bool(ACQUIRES.search(one.text)) for one in after.effects) > sum(
        bool(ACQUIRES.search(one.text)) for one in before.effects
    ):
        return True
    calls = called(change.head, after.symbol)
    new = calls - {change.now(name) for name in called(change.base, before.symbol)}
    if any(_locks(one) for one in contexts_in(change.head.graph, new)):
        return True
    for name, body in bodies(change).after.items():
        was = bodies(change).before.get(change.was(name))
        gained = len(_held(body)) > (len(_held(was)) if was else 0)
        if gained and (name in calls or after.symbol.name in called(change.head, body.symbol)):
            return True
    return False
