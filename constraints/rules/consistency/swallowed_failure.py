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
    new as a whole is not looked at.
"""

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
    """A handler that is new, keeps failures to itself, and stands around what a transaction held."""
    for before, after in standing(change):
        if not before.transactions:
            continue
        swallowing = _swallowing(after)
        if len(swallowing) <= len(_swallowing(before)) or _count(after) <= _count(before):
            continue
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
        and not any(_within(context, one.place.line) and one.by != "decorator" for one in body.transactions)
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
