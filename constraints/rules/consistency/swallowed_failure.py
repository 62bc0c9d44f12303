"""Failures that a transaction has to hear of.

What it notices
    Work that runs in a transaction outside any handler that would keep its failure to itself.

Why it matters
    A transaction is rolled back by the error that leaves it. A handler inside that catches the error lets it commit
    what was done so far, or leaves a connection that refuses all that follows.

Example
    with transaction.atomic():
        account.save()
        order.save()

    With `try: order.save()` and `except Exception: pass` in it: the account is stored and the order is not.

Limits
    A handler that raises, or answers with an error, tells; so does one around a transaction of its own. Code that is
    new as a whole is not looked at. Outside transactions only a handler that raised, and no longer does, is told.
"""

from collections import Counter
from collections.abc import Iterator

from constraints.change import Change
from constraints.conduct import Body, standing, working
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.conduct import ContextView


def derive(subject: Subject) -> Iterator[Constraint]:
    """Told where a handler is near, and all that stand inside the transaction tell: `transaction` says the rest."""
    for body in working(subject):
        handlers = [context for context in body.contexts if context.kind == "try" and _inside(body, context)]
        if handlers and not any(context.swallows for context in handlers):
            opening = body.transactions[0]
            yield Constraint(
                id=f"swallowed_failure:{body.symbol.name}",
                family="consistency",
                statement=f"`{ending(body.symbol.name)}` lets every failure leave its transaction: its handlers there "
                "tell of what they catch",
                scope=Scope(symbols=(body.symbol.name,), paths=(body.symbol.place.path,)),
                origin="enforced",
                severity="violation",
                evidence=(
                    Evidence(opening.place, f"opens {opening.name}"),
                    *(Evidence(one.place, f"catches {_caught(one)}") for one in handlers),
                ),
            )


def broken(change: Change) -> Iterator[Violation]:
    for before, after in standing(change):
        if before.transactions:
            yield from _around(before, after)
        yield from _told_no_more(before, after)


def _told_no_more(before: Body, after: Body) -> Iterator[Violation]:
    """A handler that raised what it caught, does what it did and goes on now, around the same work."""
    was, now = _by_catch(before), _by_catch(after)
    for key, old in was.items():
        new = now.get(key)
        if (
            new is None
            or not _goes_on(old, new)
            or not (_work(before, old) & _work(after, new) or not _work(before, old))
        ):
            continue
        yield Violation(
            constraint=f"swallowed_failure:{after.symbol.name}",
            family="consistency",
            severity="suspicion",
            place=new.place,
            symbol=after.symbol.name,
            message=f"`{ending(after.symbol.name, 2)}` catches {_caught(new)} and no longer raises it: whoever called "
            "believes that all was done",
            evidence=(Evidence(old.place, "raised it again"),),
            fix="raise the error again, or answer with one",
        )


def _by_catch(body: Body) -> dict[tuple[tuple[str, ...], ...], ContextView]:
    """By what is caught and done then, where that tells which is which."""
    tried = [context for context in body.contexts if context.kind == "try" and context.caught]
    several = Counter((context.caught, context.does) for context in tried)
    return {key: context for context in tried if several[key := (context.caught, context.does)] == 1}


def _goes_on(old: ContextView, new: ContextView) -> bool:
    pairs = zip(old.ends, new.ends, old.does, new.does, strict=False)
    return any(
        end == "raise" and now in ("calls", "pass", "goes on") and set(did.split("|")) <= {*does.split("|"), ""}
        for end, now, did, does in pairs
    )


def _around(before: Body, after: Body) -> Iterator[Violation]:
    """A handler that is new, keeps failures to itself, and stands around what a transaction held."""
    swallowing = _swallowing(after)
    if len(swallowing) <= len(_swallowing(before)) or _count(after) <= _count(before):
        return
    for context in swallowing:
        held = [line for line in after.stores if _within(context, line)]
        worked = _work(after, context) & _work(before, None)
        if not held and not worked:
            continue
        opening = before.transactions[0]
        yield Violation(
            constraint=f"swallowed_failure:{after.symbol.name}",
            family="consistency",
            severity="violation" if held else "suspicion",
            place=context.place,
            symbol=after.symbol.name,
            message=f"`{ending(after.symbol.name, 2)}` now catches {_caught(context)} inside its transaction and "
            "goes on: what was done before the failure is stored, the rest is not",
            evidence=tuple(
                [Evidence(opening.place, f"opens {opening.name}")]
                + [Evidence(one.place, f"runs in it: {one.text}") for one in before.effects[:2]]
            ),
            fix="let the error leave the transaction and handle it there, or give this part its own transaction",
        )
        break


def _swallowing(body: Body) -> list[ContextView]:
    """Handlers inside a transaction that tell nobody, around no transaction of their own."""
    return [
        context
        for context in body.contexts
        if context.swallows
        and _inside(body, context)
        and not any(
            _within(context, one.place.line) and one.by not in ("decorator", "request") for one in body.transactions
        )
    ]


def _inside(body: Body, context: ContextView) -> bool:
    return any(one.place.line <= context.place.line and context.end_line <= one.end_line for one in body.transactions)


def _count(body: Body) -> int:
    return sum(context.swallows for context in body.contexts)


def _work(body: Body, context: ContextView | None) -> set[str]:
    done = [(one.place.line, one.text) for one in body.effects] + [(one.place.line, one.text) for one in body.queries]
    return {text for line, text in done if context is None or _within(context, line)}


def _within(context: ContextView, line: int) -> bool:
    return context.place.line < line <= context.end_line


def _caught(context: ContextView) -> str:
    errors = [ending(name) for handler in context.caught for name in handler.split("|")]
    return listing(["every error" if name == "BaseException" else name for name in dict.fromkeys(errors)], 3)
