"""What goes along with a write.

What it notices
    Calls that most functions which write a model also make: an audit row, an event, a notification, a refreshed cache
    or index. Rows of another model that a function stored, changed or deleted with its own.

Why it matters
    Whoever reads the audit trail, listens to the event or asks the cache believes that it is complete. A write without
    it is stored, and nobody hears of it.

Example
    def pay(order):
        order.status = "paid"
        order.save()
        record("order.paid", order)

    `pay` no longer calls `record`, and 5 of 6 others that write `Order` do.

Limits
    Calls inside what a function calls count for it one step down. Logging, and messages on a page, are no such effects.
"""

import re
from collections import Counter
from collections.abc import Iterator

from constraints.change import Change
from constraints.companions import HABIT, SENDS, Companion, companions, does, event, events, writes
from constraints.conduct import STORING, Body, bodies, called, gained_decorator, helpers, only_lost, standing
from constraints.constraint import Constraint, Evidence, Scope, Support, Violation
from constraints.phrases import ending
from constraints.subject import Subject
from indexer.graph.conduct import effects_in, queries_in

NEARLY_ALL = 0.9  # before a new writer is asked for it
ENOUGH = 4
MOST_EVIDENCE = 6
TELLS = re.compile(
    r"(^|_)(audit|notify|notif\w*|publish|emit|broadcast|track|invalidate|purge|reindex|record|webhook|history)(_|$)"
    r"|^send_|^log_\w+|_event$|_log$"
)
FEW = 3  # statements that went, before it is another function
STILL = 2  # others that still make the call
RECORDS = re.compile(r"(^|_)(audit|activity|history|journal|ledger)(_|$)")  # what is kept for later, by its name


def derive(subject: Subject) -> Iterator[Constraint]:
    for model in subject.models:
        written = subject.known_uses("write")
        paths = {use.place.path for field in subject.fields(model) for use in written(field)}
        for one in companions(subject, model.name):
            if one.share >= HABIT and len(one.doing) >= ENOUGH:
                yield _constraint(one, paths)


def broken(change: Change) -> Iterator[Violation]:
    dropped = list(_dropped(change))
    yield from dropped
    yield from _lacking(change)
    told = {one.symbol for one in dropped}
    untold = list(_untold(change, told))
    yield from untold
    yield from _unstored(change, told | {one.symbol for one in untold})


def _dropped(change: Change) -> Iterator[Violation]:
    """A call that went from a function that still writes the model, where its siblings keep it."""
    for before, after in standing(change):
        had, has = events(before.effects), events(after.effects)
        gone = [name for name in had if change.now(name) not in has and name not in has]
        if not gone or gained_decorator(before, after):
            continue
        models = writes(before.assignments, before.queries)
        still = writes(after.assignments, after.queries)
        for name in gone:
            for model in models:
                found = next((one for one in companions(change.base, model) if one.event == name), None)
                if found is None or change.now(model) not in still or found.share < HABIT:
                    continue
                if (
                    before.symbol.name not in found.writers
                    or _moved(change, before, after, name)
                    or not _kept(change, found, before)
                ):
                    continue
                others = len(found.doing) - (before.symbol.name in found.doing)
                yield Violation(
                    constraint=f"companion_effect:{after.symbol.name}",
                    family="consistency",
                    severity="violation",
                    place=after.symbol.place,
                    symbol=after.symbol.name,
                    message=f"`{ending(after.symbol.name, 2)}` still writes `{ending(model)}` and no longer calls "
                    f"`{ending(name)}`: {others} of {len(found.writers) - 1} others that write {found.of} do",
                    evidence=(Evidence(had[name].place, f"called {had[name].text}"), *_siblings(found, before)),
                    fix=f"keep `{had[name].text}` with the write, or name what does so now",
                )
                break


def _untold(change: Change, told: set[str]) -> Iterator[Violation]:
    """A call that by its name tells others, gone from a function to which nothing else happened."""
    for before, after in standing(change):
        if after.symbol.name in told:
            continue
        had, has = events(before.effects), Counter(map(event, after.effects))
        often = Counter(map(event, before.effects))
        gone = [
            name
            for name in had
            if (TELLS.search(ending(name)) or RECORDS.search(ending(name)) or ending(name) in SENDS)
            and has[change.now(name)] < often[name]
        ]
        if len(gone) != 1 or not 0 < only_lost(change, before.symbol, after.symbol) <= FEW:
            continue
        (name,) = gone
        others = {
            call.symbol
            for call in effects_in(change.head.graph, callee=change.now(had[name].callee))
            if call.symbol != after.symbol.name and not change.head.is_test(call.place.path)
        }
        if (
            not (had[name].is_known or ending(name) in SENDS)
            or (len(others) < STILL and not (RECORDS.search(ending(name)) and change.stands(name)))
            or (not has[name] and _moved(change, before, after, name))
        ):
            continue
        yield Violation(
            constraint=f"companion_effect:{after.symbol.name}",
            family="consistency",
            severity="suspicion",
            place=after.symbol.place,
            symbol=after.symbol.name,
            message=f"`{ending(after.symbol.name, 2)}` does what it did and no longer calls `{ending(name)}`: "
            + (f"nobody is told, where {len(others)} others still do" if others else "nothing is kept of it"),
            evidence=(Evidence(had[name].place, f"called {had[name].text}"),),
            fix=f"keep `{had[name].text}`, or name what tells of it now",
        )


def _unstored(change: Change, told: set[str]) -> Iterator[Violation]:
    """Rows of another model that a function stored, changed or deleted besides, gone from it and from nothing else."""
    for before, after in standing(change):
        gone = _stored(before) - Counter({(change.was(model), how): n for (model, how), n in _stored(after).items()})
        if not gone or after.symbol.name in told or not 0 < only_lost(change, before.symbol, after.symbol) <= FEW:
            continue
        (model, how), _ = next(iter(gone.items()))
        still = {change.was(other) for other, _ in _stored(after)} | {
            change.was(one.model) for one in after.assignments
        }
        if len(gone) > 1 or not still - {model, ""} or change.stands(model) is None:
            continue
        if _stores_now(change, before, after, change.now(model)):
            continue
        was = next(query for query in before.queries if (query.model, query.terminal) == (model, how))
        yield Violation(
            constraint=f"companion_effect:{after.symbol.name}",
            family="consistency",
            severity="suspicion",
            place=after.symbol.place,
            symbol=after.symbol.name,
            message=f"`{ending(after.symbol.name, 2)}` does what it did, and leaves out what it did to "
            f"`{ending(model)}` besides: {how}",
            evidence=(Evidence(was.place, was.text),),
            fix="keep it with the rest, or name what does so now",
        )


def _stored(body: Body) -> Counter[tuple[str, str]]:
    """Models with what is done to rows of theirs."""
    return Counter((one.model, one.terminal) for one in body.queries if one.is_known and one.terminal in STORING)


def _stores_now(change: Change, before: Body, after: Body, model: str) -> bool:
    """Does something that it calls now, or any other function of the change, store rows of the model more often?"""
    gained = helpers(change, before, after)
    if any(one.model == model and one.terminal in STORING for one in queries_in(change.head.graph, gained)):
        return True
    both = bodies(change)
    for name, body in both.after.items():
        was = both.before.get(change.was(name))
        stood = [change.now(of) for of, _ in _stored(was).elements()] if was else []
        if name != after.symbol.name and [of for of, _ in _stored(body).elements()].count(model) > stood.count(model):
            return True
    return False


def _lacking(change: Change) -> Iterator[Violation]:
    """A function that is new, or newly writes a model, without what nearly all that write it do."""
    for name, body in bodies(change).after.items():
        was = bodies(change).before.get(change.was(name))
        written = writes(body.assignments, body.queries)
        known = writes(was.assignments, was.queries) if was else {}
        for model in written:
            if change.was(model) in known or change.stood(model) is None:
                continue
            for one in companions(change.base, change.was(model)):
                if len(one.doing) < ENOUGH or one.share < NEARLY_ALL or not _belongs(one, body):
                    continue
                if change.stands(one.event) is None or does(change.head, name, change.now(one.event)):
                    continue
                if _by_callers(change, body, change.now(one.event)):
                    continue
                yield Violation(
                    constraint=f"companion_effect:{name}",
                    family="consistency",
                    severity="suspicion",
                    place=body.symbol.place,
                    symbol=name,
                    message=f"`{ending(name, 2)}` writes `{ending(model)}` and does not call `{ending(one.event)}`: "
                    f"{len(one.doing)} of {len(one.writers)} that write {one.of} do",
                    evidence=tuple(_siblings(one, body)),
                    fix=f"call `{ending(one.event)}` with the write, as the others do, or say why not here",
                )


def _belongs(one: Companion, body: Body) -> bool:
    """Is it among those whose habit it is: by the field that it writes, or the file that it is in?"""
    _, _, path = one.of.partition(" in ")
    if path:
        return body.symbol.place.path == path
    _, dot, field = one.of.strip("`").partition(".")
    return not dot or any(assignment.field == field for assignment in body.assignments)


def _kept(change: Change, found: Companion, body: Body) -> bool:
    """Do two siblings at least still do it?"""
    others = [change.now(name) for name in found.doing if name != body.symbol.name]
    now = change.now(found.event)
    doing = {row.symbol for row in effects_in(change.head.graph, others) if event(row) in (now, found.event)}
    return len(doing) >= 2


def _moved(change: Change, before: Body, after: Body, name: str) -> bool:
    now = change.now(name)
    gained = helpers(change, before, after)
    if now in gained or any(event(row) == now for row in effects_in(change.head.graph, gained)):
        return True
    if now in called(change.head, after.symbol):  # its result is kept now
        return True
    return _by_callers(change, after, now)


def _by_callers(change: Change, body: Body, name: str) -> bool:
    """Does a function of the change that calls it do so now?"""
    both = bodies(change)
    for other, after in both.after.items():
        if name in events(after.effects) and body.symbol.name in called(change.head, after.symbol):
            was = both.before.get(change.was(other))
            if was is None or change.was(name) not in events(was.effects):
                return True
    return False


def _siblings(found: Companion, body: Body) -> list[Evidence]:
    """Those in the same file first."""
    path = body.symbol.place.path
    places = sorted(found.doing.items(), key=lambda item: (item[1].path != path, item[1]))
    return [Evidence(place, f"{ending(name, 2)} does") for name, place in places if name != body.symbol.name][:3]


def _constraint(one: Companion, paths: set[str]) -> Constraint:
    support = Support(len(one.doing), len(one.writers))
    return Constraint(
        id=f"companion_effect:{one.model}.{ending(one.event)}",
        family="consistency",
        statement=f"what writes {one.of} also calls `{ending(one.event, 2)}`: {support} do",
        scope=Scope(
            symbols=tuple(one.writers),
            paths=tuple(sorted(paths.intersection(place.path for place in one.writers.values()))),
        ),
        origin="inferred",
        severity="violation",
        evidence=tuple(Evidence(place, f"{ending(name, 2)} does") for name, place in one.doing.items())[:MOST_EVIDENCE],
        support=support,
        exceptions=tuple(Evidence(place, f"{ending(name, 2)} does not") for name, place in one.lacking.items())[
            :MOST_EVIDENCE
        ],
    )
