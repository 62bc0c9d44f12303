"""Who commits a session, and when.

What it notices
    A function that commits a session, and what it writes before. Where others commit, those do that it is called by.

Why it matters
    SQLAlchemy stores nothing by itself: without the commit everything seems to work until the request is over, and the
    row is gone. A commit in between stores the one half where the other fails; one in a function whose callers commit
    ends their transaction too early.

Example
    db.session.add(order)
    db.session.add(entry)
    db.session.commit()

    without the last line: `place` no longer commits what it writes.

Limits
    A session is known by its name. What is committed by a dependency, a middleware or a `with` block is left alone once
    the function never committed itself.
"""

import re
from collections.abc import Iterator

from constraints.change import Change
from constraints.conduct import STORING, Body, bodies, called, gained_decorator, helpers, only_lost, standing, working
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending
from constraints.subject import Subject
from indexer.graph.calls import callers
from indexer.graph.conduct import EffectView, effects_in

COMMITS = re.compile(r"(^|[._ ])(\w*session|db|database|uow|conn|connection|tx|transaction)\.commit\(", re.IGNORECASE)
WRITES = re.compile(
    r"(^|[._ ])(\w*session|db|database|uow)\.(add|add_all|delete|merge|bulk_\w+)\("
    r"|\.(save|delete|remove|append|extend)\(",
    re.IGNORECASE,
)
OWNERS = 2  # callers that commit, before one that they call is told not to


def derive(subject: Subject) -> Iterator[Constraint]:
    for body in working(subject):
        commits = [effect for effect in body.effects if _commits(effect)]
        if commits:
            yield Constraint(
                id=f"session_commit:{body.symbol.name}",
                family="consistency",
                statement=f"`{ending(body.symbol.name)}` commits what it writes, "
                + ("once, at its end" if len(commits) == 1 else f"in {len(commits)} places"),
                scope=Scope(symbols=(body.symbol.name,), paths=(body.symbol.place.path,)),
                origin="enforced",
                severity="violation",
                evidence=tuple(Evidence(effect.place, effect.text) for effect in commits),
            )


def broken(change: Change) -> Iterator[Violation]:
    for before, after in standing(change):
        were, now = _lines(before), _lines(after)
        if len(now) < len(were):
            yield from _lost(change, before, after)
        elif len(now) > len(were) and were:
            yield from _split(before, after)
    yield from _owned(change)


def _lost(change: Change, before: Body, after: Body) -> Iterator[Violation]:
    """A commit that is gone, of a function that still writes what stood before it."""
    gone = [effect for effect in before.effects if _commits(effect)]
    last, left = gone[-1], _lines(after)
    if left and not _writes(after, since=left[-1]):
        return
    if not _writes(after) and only_lost(change, before.symbol, after.symbol) != 1:
        return  # what wrote may be gone with it
    if left and not _writes(before, since=_lines(before)[-2]):
        return  # what was committed twice is committed once
    if gained_decorator(before, after) or len(after.transactions) > len(before.transactions):
        return
    if _moved(change, before, after):
        return
    yield Violation(
        constraint=f"session_commit:{after.symbol.name}",
        family="consistency",
        severity="violation",
        place=after.symbol.place,
        symbol=after.symbol.name,
        message=f"`{ending(after.symbol.name, 2)}` no longer commits what it writes, and nothing that changed does so "
        "instead: it is gone when the session ends",
        evidence=(Evidence(last.place, last.text),),
        fix=f"keep `{last.text}` behind the writes",
    )


def _split(before: Body, after: Body) -> Iterator[Violation]:
    """A commit between writes that were committed together."""
    together = [text for text, line in _changed(before) if line < _lines(before)[0]]
    first = _lines(after)[0]
    early = [text for text, line in _changed(after) if line < first and text in together]
    late = [text for text, line in _changed(after) if line > first and text in together]
    if early and late:
        place = next(effect.place for effect in after.effects if _commits(effect))
        yield Violation(
            constraint=f"session_commit:{after.symbol.name}",
            family="consistency",
            severity="suspicion",
            place=place,
            symbol=after.symbol.name,
            message=f"`{ending(after.symbol.name, 2)}` commits before `{late[0]}`, which was committed together with "
            f"`{early[-1]}`: the one stays stored where the other fails",
            evidence=tuple(Evidence(one.place, one.text) for one in before.effects if _commits(one))[:2],
            fix="commit once, behind both",
        )


def _owned(change: Change) -> Iterator[Violation]:
    """A function that commits itself now, where those that call it do."""
    both = bodies(change)
    for name, after in both.after.items():
        was = both.before.get(change.was(name))
        if was is None or _lines(was) or not _lines(after):
            continue
        calling = {call.caller for call in callers(change.base.graph, was.symbol) if call.certainty != "possible"}
        owners = sorted({one.symbol for one in effects_in(change.base.graph, calling) if _commits(one)})
        still = {one.symbol for one in effects_in(change.head.graph, [change.now(n) for n in owners]) if _commits(one)}
        if len(owners) < OWNERS or len(owners) < len(calling) or len(still) < len(owners):
            continue
        commit = next(effect for effect in after.effects if _commits(effect))
        yield Violation(
            constraint=f"session_commit:{name}",
            family="consistency",
            severity="suspicion",
            place=commit.place,
            symbol=name,
            message=f"`{ending(name, 2)}` commits itself now: all {len(owners)} that call it commit when they are "
            "done, and what they write before and after no longer stands or falls together",
            evidence=tuple(
                Evidence(call.place, f"{ending(call.caller, 2)} calls it, and commits")
                for call in callers(change.base.graph, was.symbol)
                if call.caller in owners
            )[:3],
            fix="leave the commit to the callers, or flush",
        )


def _moved(change: Change, before: Body, after: Body) -> bool:
    """Does a function that it now calls, or that changed and calls it, commit?"""
    gained = helpers(change, before, after)
    if any(map(_commits, effects_in(change.head.graph, gained))):
        return True
    if any(re.search(r"commit", ending(name)) for name in gained):
        return True
    both = bodies(change)
    for name, body in both.after.items():
        was = both.before.get(change.was(name))
        if len(_lines(body)) > len(_lines(was) if was else ()) and after.symbol.name in called(
            change.head, body.symbol
        ):
            return True
    return False


def _commits(effect: EffectView) -> bool:
    return bool(COMMITS.search(effect.text))


def _lines(body: Body) -> list[int]:
    return [effect.place.line for effect in body.effects if _commits(effect)]


def _written(body: Body) -> list[tuple[str, int]]:
    """What it writes, as written, and where."""
    return [(one.text, one.place.line) for one in body.effects if WRITES.search(one.text) and not _commits(one)]


def _changed(body: Body) -> list[tuple[str, int]]:
    """That, the statements of its own that store, and the fields that it gives a value, in order of lines."""
    found = _written(body) + [(one.text, one.place.line) for one in body.queries if one.terminal in STORING]
    found += [
        (f"{one.field} {one.operator} {one.value}", one.place.line)
        for one in body.assignments
        if one.by == "attribute" and one.model
    ]
    return sorted(found, key=lambda one: one[1])


def _writes(body: Body, *, since: int = 0) -> bool:
    lines = [line for _, line in _written(body)] + body.stores
    return any(line > since for line in lines)
