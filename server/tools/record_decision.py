"""The scratch-log of a task: what was decided and why, for whoever reviews it and for the next one."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

from indexer.graph import Graph
from indexer.graph.names import find, nearest
from server import work
from server.anchors import anchors
from server.comparison import of_project
from server.failure import NoAnswer
from server.junit import Run, read_run
from server.runs import record_run
from server.tools.check_change import compared

if TYPE_CHECKING:
    from server.project import Project

# Words of sentences that only say what stands in the code.
PLAIN = frozenset(
    {"a", "an", "the", "and", "of", "in", "by", "is", "are", "it", "its", "to", "from", "this", "that", "has", "have",
     "do", "does", "with", "on", "at", "as", "calls", "called", "call", "writes", "written", "write", "reads", "read",
     "imports", "imported", "import", "uses", "used", "use", "defined", "defines", "inherits", "extends", "returns",
     "return", "raises", "raise", "guarded", "guard", "field", "model", "function", "class", "method", "module", "file"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recorded:
    task: str
    number: int  # in the ledger
    actor: str
    decision: str
    acknowledges: str | None  # id of a constraint
    symbols: tuple[str, ...]  # dotted
    run: dict[str, Any] | None = None  # what the ledger keeps of the test results


def record_decision(
    project: "Project",
    task: Annotated[str, "the id that plan_change gave"],
    decision: Annotated[str, "what was decided, in one sentence"],
    why: Annotated[str, "the reason, and what else was considered"],
    trade_off: Annotated[str | None, "what it costs"] = None,
    uncertainty: Annotated[str | None, "what a human should look at"] = None,
    fix_after_review: Annotated[str | None, "what a review found"] = None,
    symbols: Annotated[list[str] | None, "what it is about: Order.ship"] = None,
    acknowledges: Annotated[str | None, "id of a finding left on purpose; a human still sees it"] = None,
    tests: Annotated[str | None, "JUnit XML file of a test run, kept as evidence"] = None,
) -> Recorded:
    """
    Use when you decide what the code does not show: why this way, what it costs, what you are unsure of. Also how a
    finding of check_change is acknowledged; that quiets your own hook, never CI. Side effect: a line in the ledger;
    does not write code.
    """
    if not decision.strip() or not why.strip():
        raise NoAnswer("a decision needs what was decided and why")
    graph = project.graph()
    opened = work.find(project, task)
    named = tuple(name for symbol in symbols or () for name in _named(graph, symbol))
    if acknowledges is None and _is_known(graph, decision, named):
        raise NoAnswer(
            "the graph knows that already, so it is not logged; record why, not what stands in the code "
            f'(explain(name="{named[0] if named else decision.split()[0]}") says what does)'
        )
    if acknowledges is not None:
        _ensure_reported(project, opened, acknowledges)
    run = record_run(project, opened.id, *_run(project, tests)) if tests else None
    body = {
        "decision": decision.strip(),
        "why": why.strip(),
        "trade_off": trade_off,
        "uncertainty": uncertainty,
        "fix_after_review": fix_after_review,
        "symbols": list(named),
        "anchors": anchors(graph, named),
        "paths": sorted({view.place.path for name in named for view in find(graph, name)}),
        "constraint": acknowledges,
    }
    entry = work.say(project, "acknowledgement" if acknowledges else "decision", opened.id, body)
    return Recorded(opened.id, entry.id, entry.actor, decision.strip(), acknowledges, named, run.body if run else None)


def _ensure_reported(project: "Project", opened: work.Task, id: str) -> None:
    """What nobody found cannot be left on purpose. A hook's findings are in no checkpoint, so a check is made then."""
    checks = work.said(project, opened.id, "checkpoint")
    reported = {finding["constraint"] for check in checks for finding in check.body["findings"]}
    if id not in reported:
        now = compared(work.start_of(project, opened), of_project(project))
        reported.update(violation.constraint for violation in now.violations)
    if id not in reported:
        near = tuple(get_close_matches(id, reported, n=3, cutoff=0.5) or sorted(reported)[:3])
        said = f"no check of this task finds {id!r}, so there is nothing to acknowledge"
        raise NoAnswer(said, near, "record_decision" if near else "check_change", "acknowledges" if near else "task")


def _run(project: "Project", path: str) -> tuple[Run, str]:
    """From a file inside the root alone: an agent does not read elsewhere."""
    file = (project.root / path).resolve()
    if not file.is_relative_to(project.root.resolve()):
        raise NoAnswer(f"the test report lies outside {project.root.name}; write it inside, or use check --junit")
    return read_run(file), file.name


def _named(graph: Graph, symbol: str) -> list[str]:
    found = find(graph, symbol)
    if not found:
        near = tuple(nearest(graph, symbol))
        raise NoAnswer(f"nothing in the index is named {symbol!r}", near, "record_decision", "symbols")
    return [view.name for view in found[:1]]


def _is_known(graph: Graph, decision: str, symbols: tuple[str, ...]) -> bool:
    """Does the sentence name things of the code and say nothing that the code does not?"""
    words = re.findall(r"[A-Za-z_][\w.]*", decision)
    rest = [word for word in words if word.lower() not in PLAIN]
    if not rest or len(rest) == len(words):
        return False
    return all(
        any(word in name.split(".") or name.endswith(word) for name in symbols) or find(graph, word) for word in rest
    )
