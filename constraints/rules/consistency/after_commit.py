"""What waits until the transaction has committed.

What it notices
    A call that runs on commit: `transaction.on_commit(lambda: notify(order))`; messages that are sent behind a
    transaction, and calls of other services, which stand outside of every one.

Why it matters
    Run at once, a message goes out for an order that is rolled back, and a task looks for a row that is not there yet.

Example
    transaction.on_commit(lambda: notify.delay(order.pk))

    turned into `notify.delay(order.pk)`: `pay` no longer waits for the commit.

Limits
    Of what a function dropped, only a call that it still makes is spoken of. A call that is new is measured by the
    others of its kind: where some are meant to run at once, so may this one.
"""

import re
from collections.abc import Iterator

from constraints.change import Change
from constraints.conduct import bodies, has_changed, standing, working
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.calls import outside_calls
from indexer.graph.conduct import effects_in, open_at

SENDS = re.compile(
    r"\.(delay|apply_async|send|send_robust|enqueue|publish|emit|dispatch|send_task|send_message)\(|(^|\.)send_\w+\("
    r"|(^|[._])(requests|httpx|session|client|stripe|boto3|sns|sqs|s3|smtp|mailer)\b[\w.]*\.\w+\("
)
SERVICE = re.compile(  # libraries that ask another service, by what is called of them
    r"^(requests\.(api\.)?|httpx\.|urllib\.request\.|urllib3\.|aiohttp\.|smtplib\.|stripe\.|boto3\.|twilio\.|sendgrid\."
    r"|slack_sdk\.|django\.core\.mail\.)"
)
FEWEST = 2  # that wait, before one that does not is told


def derive(subject: Subject) -> Iterator[Constraint]:
    for body in working(subject):
        waiting = [effect for effect in body.effects if effect.after_commit]
        calls = listing([ending(name, 2) for name in dict.fromkeys(effect.callee for effect in waiting)], 3)
        if waiting:
            yield Constraint(
                id=f"after_commit:{body.symbol.name}",
                family="consistency",
                statement=f"`{ending(body.symbol.name)}` calls {calls} only once its transaction has committed",
                scope=Scope(symbols=(body.symbol.name,), paths=(body.symbol.place.path,)),
                origin="enforced",
                severity="violation",
                evidence=tuple(Evidence(effect.place, f"waits: {effect.text}") for effect in waiting),
            )


def broken(change: Change) -> Iterator[Violation]:
    yield from _hurried(change)
    yield from _unlike(change)
    yield from _drawn_in(change)
    yield from _outside(change)


def _drawn_in(change: Change) -> Iterator[Violation]:
    """A message or a call to the outside that stood behind the transaction of its function, and now stands inside."""
    for before, after in standing(change):
        for effect in before.effects:
            if not before.transactions or effect.after_commit or before.in_transaction(effect.place.line):
                continue
            now = [one for one in after.effects if one.text == effect.text]
            behind = any(one.end_line < effect.place.line for one in before.transactions)
            if len(now) != 1 or not behind or not after.in_transaction(now[0].place.line) or now[0].after_commit:
                continue
            if not SENDS.search(effect.text):
                continue
            yield Violation(
                constraint=f"after_commit:{after.symbol.name}",
                family="consistency",
                severity="suspicion",
                place=now[0].place,
                symbol=after.symbol.name,
                message=f"`{ending(after.symbol.name, 2)}` calls `{now[0].text}` inside its transaction: it stood "
                "behind, and now goes out also for what is rolled back",
                evidence=(Evidence(effect.place, "stood behind the transaction"),),
                fix="make the call when the transaction has committed, as it was",
            )


def _outside(change: Change) -> Iterator[Violation]:
    """A call to another service that is new inside a transaction, where all others stand outside of theirs."""
    both = bodies(change)
    opened = {name: body for name, body in both.after.items() if body.transactions and has_changed(change, body.symbol)}
    if not opened:
        return
    new = [
        call
        for call in outside_calls(change.head.graph, SERVICE.match, paths=change.difference.paths)
        if call.caller in opened and opened[call.caller].in_transaction(call.place.line)
    ]
    if not new:
        return
    others = [
        call for call in outside_calls(change.base.graph, SERVICE.match) if not change.base.is_test(call.place.path)
    ]
    inside = [call for call in others if open_at(change.base.graph, call.caller, call.place.line).transactions]
    for call in new if len(others) >= FEWEST and not inside else ():
        if any(one.caller == change.was(call.caller) and one.target == call.target for one in others):
            continue
        target = call.target.removeprefix("<external>:")
        yield Violation(
            constraint=f"after_commit:{call.caller}",
            family="consistency",
            severity="suspicion",
            place=call.place,
            symbol=call.caller,
            message=f"`{ending(call.caller, 2)}` calls `{target}` inside its transaction: all {len(others)} other "
            "calls of services stand outside, and what they did cannot be rolled back",
            evidence=tuple(Evidence(one.place, f"{ending(one.caller, 2)} calls one outside") for one in others[:3]),
            fix="make the call before the transaction begins, or when it has committed",
        )


def _unlike(change: Change) -> Iterator[Violation]:
    """A call made inside a transaction that is new there, where all others wait for the commit."""
    for name, body in bodies(change).after.items():
        was = bodies(change).before.get(change.was(name))
        known = {change.now(one.callee) for one in was.effects} if was else set()
        for effect in body.effects:
            if effect.after_commit or effect.callee in known or not body.in_transaction(effect.place.line):
                continue
            others = [
                one
                for one in effects_in(change.base.graph, callee=change.was(effect.callee))
                if not change.base.is_test(one.place.path)
            ]
            if len(others) < FEWEST or not all(one.after_commit for one in others):
                continue
            yield Violation(
                constraint=f"after_commit:{name}",
                family="consistency",
                severity="suspicion",
                place=effect.place,
                symbol=name,
                message=f"`{ending(name, 2)}` calls `{ending(effect.callee, 2)}` inside its transaction: all "
                f"{len(others)} others wait for the commit before they do",
                evidence=tuple(Evidence(one.place, f"waits: {one.text}") for one in others[:3]),
                fix="make the call when the transaction has committed, as the others do",
            )


def _hurried(change: Change) -> Iterator[Violation]:
    """A call that waited for the commit and is now made at once."""
    for before, after in standing(change):
        waits = {change.now(one.callee) for one in after.effects if one.after_commit}
        atonce = {change.now(one.callee) for one in before.effects if not one.after_commit}
        for effect in before.effects:
            callee = change.now(effect.callee)
            if not effect.after_commit or callee in waits or callee in atonce:
                continue
            now = next((one for one in after.effects if one.callee == callee and not one.after_commit), None)
            if now is None:
                continue
            yield Violation(
                constraint=f"after_commit:{after.symbol.name}",
                family="consistency",
                severity="violation",
                place=now.place,
                symbol=after.symbol.name,
                message=f"`{ending(after.symbol.name, 2)}` no longer waits for the commit before it calls "
                f"`{ending(effect.callee, 2)}`: it runs also for what is rolled back",
                evidence=(Evidence(effect.place, f"waited: {effect.text}"),),
                fix="make the call when the transaction has committed, as it was",
            )
