"""What a function takes back when a later step fails.

What it notices
    A handler that undoes what was done before it: rolls back, deletes what was made, cancels, refunds, releases.

Why it matters
    Where a later step can fail and nothing is undone, the first half stays: an account without an owner, a file without
    a row, a charge without an order. A session that is not rolled back fails every request that it is used for next.

Example
    try:
        charge(order)
    except PaymentFailed:
        order.delete()
        raise

    without `order.delete()`: `place` no longer undoes by `delete` what it did, when it fails with `PaymentFailed`.

Limits
    What undoes is known by its name. A handler that went together with the work that it was for is left alone, and so
    is one whose errors are handled elsewhere in what changed.
"""

import re
from collections import Counter
from collections.abc import Iterator

from constraints.change import Change
from constraints.conduct import Body, bodies, called, gained_decorator, helpers, standing, working
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.conduct import ContextView, contexts_in, effects_in

UNDOES = re.compile(
    r"^_?(a?rollback\w*|undo\w*|revert\w*|restore\w*|compensate\w*|refund\w*|release\w*|a?delete|delete_\w+|remove|remove_\w+"
    r"|unlink|rmtree|cancel\w*|cleanup\w*|clean_up\w*|abort_\w*|expunge\w*|unlock\w*|requeue\w*|discard\w*|drop_\w+|"
    r"set_rollback|mark_\w*failed\w*|mark_as_error\w*)$"
)


def derive(subject: Subject) -> Iterator[Constraint]:
    for body in working(subject):
        undoing = [(context, names) for context in body.contexts if (names := _undoes(context))]
        if undoing:
            every = listing(list(dict.fromkeys(name for _, names in undoing for name in names)), 3)
            yield Constraint(
                id=f"undone:{body.symbol.name}",
                family="consistency",
                statement=f"`{ending(body.symbol.name)}` undoes by {every} what it did, when it fails",
                scope=Scope(symbols=(body.symbol.name,), paths=(body.symbol.place.path,)),
                origin="enforced",
                severity="violation",
                evidence=tuple(
                    Evidence(context.place, f"catches {' and '.join(context.caught)}: {', '.join(names)}")
                    for context, names in undoing
                ),
            )


def broken(change: Change) -> Iterator[Violation]:
    """A handler that undid and does not."""
    for before, after in standing(change):
        were = [(context, names) for context in before.contexts if (names := _undoes(context))]
        left = Counter(name for context in after.contexts for name in _undoes(context))
        for context, names in were:
            gone = [name for name in names if not left[name]]
            left.subtract(name for name in names if left[name])
            if gone and _still_works(before, after, context) and not _moved(change, before, after, gone):
                yield _violation(after, context, gone)


def _violation(after: Body, context: ContextView, gone: list[str]) -> Violation:
    errors = listing(["|".join(ending(name) for name in caught.split("|")) for caught in context.caught], 3)
    return Violation(
        constraint=f"undone:{after.symbol.name}",
        family="consistency",
        severity="violation",
        place=after.symbol.place,
        symbol=after.symbol.name,
        message=f"`{ending(after.symbol.name, 2)}` no longer undoes by {listing(gone, 3)} what it did, when it fails "
        f"with {errors}",
        evidence=(Evidence(context.place, f"undid it: {', '.join(gone)}"),),
        fix=f"keep `{gone[0]}` in the handler, or do what can fail before what has to be undone",
    )


def _still_works(before: Body, after: Body, context: ContextView) -> bool:
    """Is some of what the handler was for still done, or anything still stored?"""
    tried = {one.text for one in before.effects if context.place.line <= one.place.line <= context.end_line}
    tried |= {one.text for one in before.queries if context.place.line <= one.place.line <= context.end_line}
    remain = {one.text for one in after.effects} | {one.text for one in after.queries}
    return bool(tried & remain) if tried else bool(after.stores or after.effects)


def _moved(change: Change, before: Body, after: Body, gone: list[str]) -> bool:
    """Is it in a decorator, a `with`, something that it calls now, or something of the change that calls it?"""
    if gained_decorator(before, after):
        return True
    if len(_withs(after)) > len(_withs(before)):
        return True
    undoing = Counter(name for body in (after,) for effect in body.effects for name in _leaf(effect.text))
    were = Counter(name for effect in before.effects for name in _leaf(effect.text))
    if any(undoing[name] >= were[name] > 0 for name in gone):  # it stands in a `finally`, or behind the handler
        return True
    gained = helpers(change, before, after)
    if any(_undoes(one) for one in contexts_in(change.head.graph, gained)):
        return True
    if any(UNDOES.match(ending(name)) for name in gained):
        return True
    if any(set(gone) & set(_leaf(effect.text)) for effect in effects_in(change.head.graph, gained)):
        return True
    both = bodies(change)
    for name, body in both.after.items():
        was = both.before.get(change.was(name))
        new = sum(map(len, map(_undoes, body.contexts))) > sum(map(len, map(_undoes, was.contexts if was else ())))
        if new and after.symbol.name in called(change.head, body.symbol):
            return True
    return False


def _undoes(context: ContextView) -> list[str]:
    names = [name for does in context.does for name in does.split("|") if UNDOES.match(name)]
    return list(dict.fromkeys(names))


def _withs(body: Body) -> list[ContextView]:
    return [context for context in body.contexts if context.kind == "with"]


def _leaf(text: str) -> list[str]:
    return re.findall(r"(\w+)\(", text)[:1] + re.findall(r"\.(\w+)\(", text)[:1]
