"""Calls that wait, inside an `async def`.

What it notices
    A coroutine that begins to call something that blocks its thread: `time.sleep`, `requests`, a subprocess that is
    waited for, a synchronous database driver; also through functions that are not coroutines themselves.

Why it matters
    While one coroutine blocks, every other request of the same event loop stands still. Nothing fails; under load
    everything is slow.

Example
    async def charge(order):
        time.sleep(1)

    blocking_call:shop.payments.charge: `payments.charge` now waits in `time.sleep`

Limits
    What is handed to a thread (`asyncio.to_thread(work)`, `run_in_executor`) is not called there and does not count.
    Functions that stay unresolved are not followed.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Support, Violation
from constraints.phrases import ending
from constraints.subject import Subject
from indexer.graph.calls import CallView, callers_of, coroutines, outside_calls

BLOCKS = re.compile(
    r"^(time\.sleep|requests\.(api\.)?(get|post|put|patch|delete|head|options|request|Session\.\w+)"
    r"|urllib\.request\.urlopen|httpx\.(get|post|put|patch|delete|head|request|stream|Client\b.*)"
    r"|subprocess\.(run|call|check_call|check_output)|os\.(system|popen)|smtplib\.SMTP(_SSL)?|psycopg2?\.connect"
    r"|pymysql\.connect|sqlite3\.connect|django\.db\.models\.(QuerySet|Manager)\."
    r"(get|create|update|delete|exists|count|first|last|get_or_create|update_or_create|bulk_create|bulk_update))$"
)
ENOUGH = 5  # coroutines; with fewer the event loop is not what the application lives on
MOST = 0.1  # of the coroutines may block already: more, and the house does not mind
DEEP = 4  # calls between the coroutine and what blocks


def derive(subject: Subject) -> Iterable[Constraint]:
    if subject.paths == ():
        return ()
    return subject.graph.derived("no blocking calls", lambda: tuple(_unblocked(subject)))


def broken(change: Change) -> Iterator[Violation]:
    if len(coroutines(change.base.graph)) < ENOUGH or change.same("calls", "coroutines", "modules"):
        return
    held = next(_unblocked(change.base), None)
    if held is None:
        return
    after = _blocking(change.head)
    before = {change.now(name) for name in _blocking(change.base)}
    for name in sorted(after.keys() - before):
        way = after[name]
        through = f" through `{ending(way[0].callee, 2)}`" if way[0].callee else ""
        target = way[-1].target.removeprefix("<external>:")
        yield Violation(
            constraint=f"blocking_call:{name}",
            family="architecture",
            severity="suspicion",
            place=way[0].place,
            symbol=name,
            message=f"`{ending(name, 2)}` is a coroutine and now waits in `{target}`{through}; {held.statement}",
            evidence=tuple(Evidence(call.place, call.target.removeprefix("<external>:")) for call in way),
            fix="await an asynchronous client, or hand the call to a thread",
        )


def _unblocked(subject: Subject) -> Iterator[Constraint]:
    paths = coroutines(subject.graph)
    if len(paths) < ENOUGH:
        return
    blocking = _blocking(subject)
    if len(blocking) > MOST * len(paths):
        return
    support = Support(len(paths) - len(blocking), len(paths))
    yield Constraint(
        id="blocking_call:coroutines",
        family="architecture",
        statement=f"coroutines do not wait in blocking calls ({support})",
        scope=Scope(symbols=(), paths=tuple(sorted(set(paths.values())))),
        origin="inferred",
        severity="suspicion",
        evidence=(),
        support=support,
        exceptions=tuple(Evidence(way[0].place, f"{ending(name, 2)} does") for name, way in blocking.items())[:3],
    )


def _blocking(subject: Subject) -> dict[str, tuple[CallView, ...]]:
    """Coroutines that block, each with the calls that lead to where."""
    return subject.graph.derived("blocking", lambda: _find_blocking(subject))


def _find_blocking(subject: Subject) -> dict[str, tuple[CallView, ...]]:
    names = coroutines(subject.graph)
    if not names:
        return {}
    ways: dict[str, tuple[CallView, ...]] = {}
    for call in outside_calls(subject.graph, BLOCKS.match):
        ways.setdefault(call.caller, (call,))
    reached: Collection[str] = [name for name in ways if name not in names]
    for _ in range(DEEP):
        found: dict[str, tuple[CallView, ...]] = {}
        for call in callers_of(subject.graph, reached):
            if call.callee is not None and call.caller not in ways:
                found.setdefault(call.caller, (call, *ways[call.callee]))
        ways.update(found)
        reached = [name for name in found if name not in names]
    return {name: way for name, way in ways.items() if name in names}
