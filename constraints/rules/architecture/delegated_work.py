"""Work that entry points leave to others: raw SQL, queries, HTTP requests.

What it notices
    Kinds of work that (nearly) no function of a role does itself: raw SQL; of entry points, queries and HTTP requests,
    where services, models or data access do them instead; of models and data access, any HTTP request.

Why it matters
    Work of one kind in one place is where it is scoped to the caller, retried, logged and tested. A view that does it
    by itself is the one place that the next change of it misses.

Example
    None of 64 functions of the views runs SQL; now one opens a cursor.

    delegated_work:raw-sql: entry points leave raw SQL to others (64 of 64 functions)

Limits
    Entry points are modules that answer requests, told from their routes. What a function does through another one
    counts for that one. Nothing is said of modules that already do such work somewhere.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Support, Violation
from constraints.phrases import ending
from constraints.subject import Subject
from indexer.graph.calls import outside_calls
from indexer.graph.conduct import queried
from indexer.graph.modules import functions_by_path
from indexer.graph.place import Place

ROLES = ("entry point", "receiver", "task", "schema", "service", "utility", "admin")
BELOW = ("model", "data access")  # what everything else stands on
HELD = {"raw-sql": ROLES, "queries": ROLES[:1], "http-requests": (*ROLES[:1], *BELOW)}  # who leaves it to others
PLURAL = {
    "model": "models", "data access": "data access modules", "entry point": "entry points", "receiver": "receivers",
    "task": "tasks", "schema": "schemas", "service": "services", "utility": "utilities", "admin": "admin modules",
}  # fmt: skip
KINDS = {"raw-sql": "raw SQL", "queries": "queries", "http-requests": "HTTP requests"}
DOES = {"raw-sql": "runs", "queries": "runs", "http-requests": "sends"}
ENOUGH = 8  # functions of entry points; fewer say nothing
FEW = 0.04  # of them may do it themselves
ELSEWHERE = 3  # functions of other roles that do it, for it to be theirs
INNER = ("service", "data access", "model", "task", "utility")
HTTP = re.compile(
    r"^(requests\.(api\.)?(get|post|put|patch|delete|head|request|Session)|httpx\.(get|post|put|patch|delete"
    r"|request|stream|Client|AsyncClient)|urllib\.request\.urlopen|aiohttp\.ClientSession|urllib3\.PoolManager)\b"
)
SHOWN = 3


def derive(subject: Subject) -> Iterable[Constraint]:
    if subject.paths == ():
        return ()
    return tuple(_delegated(subject).values())


def broken(change: Change) -> Iterator[Violation]:
    """The first function of a module that does such work, where the module did none and its role leaves it alone."""
    said = set()
    for kind, symbol, place, text in _taken_up(change):
        file = change.head.files[place.path]
        was = change.base.module(change.was(file.module))
        constraint = _delegated(change.base).get((kind, was.role if was else file.role))
        if constraint is None or symbol in said or text in _Work.of(change.base).texts[kind]:
            continue
        said.add(symbol)
        yield Violation(
            constraint=constraint.id,
            family="architecture",
            severity="suspicion",
            place=place,
            symbol=symbol,
            message=f"`{ending(symbol, 2)}` now {DOES[kind]} {KINDS[kind]} itself; {constraint.statement}",
            evidence=constraint.evidence,
            fix="let the service or model that does so for the others do it",
        )


def _taken_up(change: Change) -> Iterator[tuple[str, str, Place, str]]:
    """Kinds of work in changed modules that did none of it, with symbol, place and what."""
    are = _Work(change.head, sorted(change.difference.paths))
    modules = {change.was(module) for several in are.modules.values() for module in several}
    were = _Work(change.base, sorted(file.path for module in modules if (file := change.base.module(module))))
    for kind in KINDS:
        for symbol, place, text in are.done[kind]:
            if change.was(change.head.files[place.path].module) not in were.modules[kind]:
                yield kind, symbol, place, text


def _delegated(subject: Subject) -> dict[tuple[str, str], Constraint]:
    """By kind of work, and by the role that leaves it to others."""
    return subject.graph.derived("delegated work", lambda: _find_delegated(subject))


def _find_delegated(subject: Subject) -> dict[tuple[str, str], Constraint]:
    work = _Work.of(subject)
    functions = functions_by_path(subject.graph)
    found = {}
    for kind in KINDS:
        others = {symbol: place for symbol, place, _ in work.done[kind] if subject.files[place.path].role in INNER}
        for role in HELD[kind]:
            paths = sorted(path for path, file in subject.files.items() if file.role == role and not file.is_test)
            total = sum(functions.get(path, 0) for path in paths)
            mine = {symbol: place for symbol, place, _ in work.done[kind] if subject.files[place.path].role == role}
            theirs = {symbol: place for symbol, place in others.items() if symbol not in mine}
            is_theirs = kind == "raw-sql" or len(theirs) >= ELSEWHERE or (role in BELOW and not mine)
            if total >= ENOUGH and len(mine) <= FEW * total and is_theirs:
                found[kind, role] = _constraint(kind, role, total, paths, mine, theirs)
    return found


def _constraint(
    kind: str, role: str, total: int, paths: list[str], mine: dict[str, Place], theirs: dict[str, Place]
) -> Constraint:
    support = Support(total - len(mine), total)
    of_role = "" if role == ROLES[0] else f"-in-{role.replace(' ', '-')}"
    return Constraint(
        id=f"delegated_work:{kind}{of_role}",
        family="architecture",
        statement=f"{PLURAL[role]} leave {KINDS[kind]} to others ({support} functions)",
        scope=Scope(symbols=(), paths=tuple(paths)),
        origin="inferred",
        severity="suspicion",
        evidence=tuple(Evidence(place, f"{ending(one, 2)} does it") for one, place in list(theirs.items())[:SHOWN]),
        support=support,
        exceptions=tuple(Evidence(place, ending(one, 2)) for one, place in list(mine.items())[:SHOWN]),
    )


class _Work:
    """Where each kind of work is done, tests and migrations left out."""

    def __init__(self, subject: Subject, paths: Collection[str] | None = None) -> None:
        """`paths`: in these files alone."""
        self.done: dict[str, list[tuple[str, Place, str]]] = defaultdict(list)  # by kind: symbol, place, what
        self.modules: dict[str, set[str]] = defaultdict(set)
        self.texts: dict[str, set[str]] = defaultdict(set)  # what such roles ask already
        self.subject = subject
        for query in queried(subject.graph, paths):
            if query.raw:
                self._add("raw-sql", query.symbol, query.place, query.text)
            self._add("queries", query.symbol, query.place, query.text)
        for call in outside_calls(subject.graph, HTTP.match, paths=paths):
            self._add("http-requests", call.caller, call.place, "")

    @classmethod
    def of(cls, subject: Subject) -> "_Work":
        return subject.graph.derived("work", lambda: cls(subject))

    def _add(self, kind: str, symbol: str, place: Place, text: str) -> None:
        file = self.subject.files[place.path]
        if file.is_test or file.role == "migration":
            return
        self.done[kind].append((symbol, place, text))
        self.modules[kind].add(file.module)
        if text and file.role in ROLES:
            self.texts[kind].add(text)
