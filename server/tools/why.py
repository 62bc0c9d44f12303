"""Why something is there: the reasons that are written down, those that git remembers, and who may know more."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from constraints.declared import Declared
from constraints.past import Event
from constraints.phrases import quote
from constraints.rules.implicit import protected_symbol, protective_comment, written_rule
from constraints.rules.implicit.put_back import MENDS
from constraints.subject import Subject
from indexer.graph import Graph, Place
from indexer.graph.comments import comments
from indexer.graph.names import SymbolView
from indexer.graph.tests import regressions
from indexer.history import History, Unread
from indexer.history.alike import mapping, prints
from indexer.history.authors import authors
from indexer.history.origin import NoOrigin, Origin, origin_of
from indexer.history.together import LARGE, together
from indexer.history.versions import Texts
from server.past import event, text_now

if TYPE_CHECKING:
    from server.project import Project

Kind = Literal["comment", "written", "decision", "history", "test", "owner"]

SECONDS = 2.5  # for what git is asked about one symbol, reading the commits left out
MOST_GUARDS = 24  # lines of a symbol whose commits are looked for
MOST_COMMITS = 3
FENCE = re.compile(r"^\s*(?:if|elif|raise|assert|except|with|async with|@|while|return\b.*\b(?:if|and|or)\b)")


@dataclass(frozen=True, slots=True)
class Remark:
    kind: Kind
    says: str  # words of others quoted
    place: Place | None


@dataclass(frozen=True, slots=True)
class Why:
    remarks: tuple[Remark, ...]  # what asks to be left alone first, people last
    unknown: str  # what git could not say and why, '' for nothing


@dataclass(frozen=True, slots=True)
class ChangedTogether:
    path: str
    both: int  # commits that changed both
    of: int  # commits that changed the file asked about
    last: str  # of the first kind


def why(project: "Project", graph: Graph, symbol: SymbolView, line: int | None = None) -> Why:
    """`line`: the one that was asked about, where it was."""
    declared = project.declared()
    history = project.history()
    told, unknown = _from_git(project, history, symbol, line)
    remarks = [*_written(graph, symbol, declared), *told, *_pinned(graph, symbol)]
    return Why((*remarks, *owners_of(declared, history, symbol.place.path)), unknown)


def owners_of(declared: Declared, history: History | Unread, path: str) -> list[Remark]:
    """People: those whom the team names, and those who changed the file most."""
    found = [
        Remark("owner", f"{', '.join(line.owners) or 'nobody'} by {quote(line.pattern, 60)}", line.place)
        for line in declared.written.owners.of(path)
    ]
    if isinstance(history, History):
        for author in authors(history, history.prefix + path)[:2]:
            found.append(
                Remark("owner", f"{quote(author.name, 40)} made {author.commits} of {author.of} commits to it", None)
            )
    return found


def changed_together(project: "Project", path: str) -> tuple[ChangedTogether, ...]:
    """Files of the served folder that change with one."""
    history = project.history()
    if isinstance(history, Unread):
        return ()
    found = [(history.inside(one.other), one) for one in together(history, history.prefix + path)]
    return tuple(ChangedTogether(other, one.both, one.of, str(event(one.last))) for other, one in found if other)


def _written(graph: Graph, symbol: SymbolView, declared: Declared) -> Iterator[Remark]:
    path = symbol.place.path
    subject = Subject(graph, (path,), (), declared)
    for constraint in protected_symbol.derive(subject):
        if constraint.symbol == symbol.name:
            yield Remark("written", f"protected: {quote(constraint.evidence[0].says)}", Place("chesterton.toml", 1))
    for comment in comments(graph, symbol=symbol):
        if protective_comment.protects(comment.text):
            yield Remark("comment", quote(comment.text), comment.place)
    for constraint in written_rule.derive(subject):
        evidence = constraint.evidence[0]
        # Of a whole file or folder what is written binds all that is in it.
        if symbol.name in constraint.scope.symbols or any(path.startswith(scope) for scope in constraint.scope.paths):
            kind: Kind = "decision" if " decides: " in constraint.statement else "written"
            yield Remark(kind, evidence.says, evidence.place)


def _pinned(graph: Graph, symbol: SymbolView) -> Iterator[Remark]:
    if symbol.kind in ("function", "method", "class"):
        for test in regressions(graph, symbol)[:2]:
            ticket = f" of {test.ticket}" if test.ticket else ""
            says = f", {quote(test.summary, 100)}" if test.summary else ""
            yield Remark("test", f"{test.name.rpartition('.')[2]} pins a regression{ticket}{says}", test.place)


def _from_git(
    project: "Project", history: History | Unread, symbol: SymbolView, line: int | None
) -> tuple[list[Remark], str]:
    if isinstance(history, Unread):
        return [], f"git says nothing: {history.reason}"
    path = history.prefix + symbol.place.path
    texts = Texts(history.folder, time.monotonic() + SECONDS)
    now, committed = text_now(project.root, symbol.place.path), texts.prints(history.tip, path)
    if now is None or committed is None:
        return [], "git says nothing: the last commit does not have the file, or it is too large or uniform to compare"
    was = mapping(committed, prints(now))
    asked = line or symbol.place.line
    if not 0 < asked <= len(was):
        return [], ""
    found = {number: _origin(history, texts, path, was[number - 1]) for number in [asked, symbol.place.line]}
    for number in _fences(now, symbol):
        found.setdefault(number, _origin(history, texts, path, was[number - 1]))
    first = found[asked]
    of = f"line {asked}" if line is not None and line != symbol.place.line else "it"
    remarks = []
    if isinstance(first, Origin):
        remarks.append(Remark("history", f"{of} came with {_told(first)}", Place(symbol.place.path, asked)))
    remarks += _others(found, symbol, {first.commit.id} if isinstance(first, Origin) else set())
    return remarks, _unknown(first, history)


def _origin(history: History, texts: Texts, path: str, at: int | None) -> Origin | NoOrigin | None:
    """None for what is not committed yet."""
    return origin_of(history, texts, path, at + 1) if at is not None else None


def _fences(now: list[str], symbol: SymbolView) -> list[int]:
    lines = range(symbol.place.line, min(symbol.end_line, len(now)) + 1)
    if symbol.kind not in ("function", "method", "class"):
        return []
    return [number for number in lines if FENCE.match(now[number - 1])][:MOST_GUARDS]


def _told(origin: Origin) -> str:
    again = f", after {event(origin.removed_by)} had removed it" if origin.removed_by else ""
    return f"{event(origin.commit)}{again}"


def _others(found: dict[int, Origin | NoOrigin | None], symbol: SymbolView, told: set[str]) -> Iterator[Remark]:
    """Commits behind the tests and guards in it: those that put something back, then those that mended something."""
    by_commit: dict[str, tuple[int, Origin]] = {}
    for number, origin in sorted(found.items()):
        if isinstance(origin, Origin) and (origin.commit.id not in told or origin.removed_by):
            known = by_commit.get(origin.commit.id)
            if known is None or (origin.removed_by and not known[1].removed_by):
                by_commit[origin.commit.id] = number, origin
    ranked = sorted(by_commit.values(), key=lambda pair: (_weight(pair[1]), pair[0]))
    for number, origin in ranked[:MOST_COMMITS]:
        if _weight(origin) < 2 or len(origin.commit.changes) <= LARGE:
            yield Remark("history", f"line {number} came with {_told(origin)}", Place(symbol.place.path, number))


def _weight(origin: Origin) -> int:
    said: Event = event(origin.commit)
    if origin.removed_by:
        return 0
    return 1 if MENDS.search(said.subject) else 2


def _unknown(first: Origin | NoOrigin | None, history: History) -> str:
    if first is None:
        return "what was asked about is not committed yet"
    if isinstance(first, NoOrigin):
        return first.reason
    return f"git was read as far as {history.limits}" if history.limits else ""
