"""Each rule's constraint as something that a reviewer or a test can check: what is done, and what has to come of it.

A sentence has a place for what it is about, so that one sentence speaks of several: five endpoints behind one guard are
one criterion, not five.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from constraints.constraint import Constraint
from constraints.phrases import ending, listing
from indexer.graph import Graph
from indexer.graph.conduct import assignments_in, effects_in, refusals_in
from indexer.graph.web import EndpointView, endpoints_handled_by

REFUSED = (401, 403, 404)


class Sentence(NamedTuple):
    frame: str  # with one place, `{}`
    about: str  # what is put there


def sentence(graph: Graph, constraint: Constraint) -> Sentence:
    """By rule; what no sentence is written for is said in the words of the constraint."""
    write = SENTENCES.get(constraint.rule)
    found = write(graph, constraint) if write else None
    return found or Sentence("{}", constraint.statement)


def _entry_point_guard(graph: Graph, constraint: Constraint) -> Sentence | None:
    routes = endpoints_handled_by(graph, constraint.scope.symbols)
    path = constraint.symbol.partition(":")[2]
    routes = [route for route in routes if not path or route.path == path]
    if not routes:
        return None
    before = [one.name for one in routes[0].before if one.guards and one.origin != "body"]
    guards = list(dict.fromkeys(ending(name.removesuffix(".__call__")) for name in before))
    if not guards:
        return Sentence("{}", f"whoever may call {_spelled(routes)} today still may")
    verb = "do" if len(guards) > 1 else "does"
    refused = _refused(graph, before)
    frame = f"callers that {listing(guards, 4)} {verb} not let through {refused} on {{}} and on what is added beside"
    return Sentence(frame, _spelled(routes))


def _unguarded_entry_point(graph: Graph, constraint: Constraint) -> Sentence:
    guard = re.search(r"are behind `(.+?)`", constraint.statement)
    behind = f"`{guard.group(1)}`" if guard else "the guard of its siblings"
    return Sentence(f"a new entry point of {{}} is behind {behind} like its siblings", f"`{constraint.symbol}`")


def _required_guard(graph: Graph, constraint: Constraint) -> Sentence:
    return Sentence("{}", constraint.statement)


def _refusal(graph: Graph, constraint: Constraint) -> Sentence | None:
    rows = [row for row in refusals_in(graph, [constraint.symbol]) if row.denies]
    if not rows:
        return None
    statuses = sorted({row.status for row in rows if row.status})
    answer = f"answers {' or '.join(map(str, statuses))}" if statuses else "refuses"
    tests = " or ".join(dict.fromkeys(f"`{row.test}`" for row in rows[:3] if row.test))
    return Sentence("{}", f"{_who(graph, constraint.symbol)} {answer} where {tests}")


def _ownership_filter(graph: Graph, constraint: Constraint) -> Sentence:
    narrowed = constraint.statement.partition(" narrows ")[2]
    who = _who(graph, constraint.symbol)
    return Sentence("{}", f"{who} finds nothing that the caller does not own: it narrows {narrowed}")


def _tenant_filter(graph: Graph, constraint: Constraint) -> Sentence:
    asked = re.search(r"asks for (.+) of one tenant alone: bound by (.+)$", constraint.statement)
    if asked:
        said = f"{_who(graph, constraint.symbol)} finds {asked.group(1)} bound by {asked.group(2)}"
        return Sentence("rows of one tenant never show to another: {}", said)
    by = re.search(r"by (`.+)$", constraint.statement)
    bound = f", bound by {by.group(1)}" if by else ""
    return Sentence(
        "{} of one tenant never shows in what another one asks for", f"`{ending(constraint.symbol)}`{bound}"
    )


def _closed_values(graph: Graph, constraint: Constraint) -> Sentence:
    return Sentence("{}: any other value is refused, none of these disappears", constraint.statement)


def _state_guard(graph: Graph, constraint: Constraint) -> Sentence:
    refuses = constraint.statement.partition(" refuses ")[2]
    if not refuses:
        return Sentence("{}", constraint.statement)
    return Sentence("{}, and changes nothing", f"{_who(graph, constraint.symbol)} refuses {refuses}")


def _table_constraint(graph: Graph, constraint: Constraint) -> Sentence:
    unique = re.search(r"unique|one row|no two", constraint.statement, re.IGNORECASE)
    frame = "{}: a second identical one makes no second row" if unique else "{}: the database refuses anything else"
    return Sentence(frame, constraint.statement)


def _transaction(graph: Graph, constraint: Constraint) -> Sentence:
    written = re.search(r"(?:: |writes )((?:`[^`]+`(?:, | and )?)+)", constraint.statement.partition(" ")[2])
    kept = f" ({written.group(1).rstrip(', ')})" if written else ""
    return Sentence("a failure halfway leaves nothing of it stored: {}", f"{_who(graph, constraint.symbol)}{kept}")


def _row_lock(graph: Graph, constraint: Constraint) -> Sentence:
    return Sentence("two at once lose no update: {}", constraint.statement)


def _after_commit(graph: Graph, constraint: Constraint) -> Sentence:
    waiting = [ending(one.callee, 2) for one in effects_in(graph, [constraint.symbol]) if one.after_commit]
    calls = listing(list(dict.fromkeys(waiting)), 3) or "what waits for the commit"
    return Sentence("where the work is rolled back, {}", f"{_who(graph, constraint.symbol)} does not call {calls}")


def _swallowed_failure(graph: Graph, constraint: Constraint) -> Sentence:
    return Sentence("a failure inside the transaction of {} reaches its caller", _who(graph, constraint.symbol))


def _atomic_update(graph: Graph, constraint: Constraint) -> Sentence:
    function, _, field = constraint.symbol.rpartition(".")
    rows = [row for row in assignments_in(graph, [function or constraint.symbol]) if row.kind == "f_expression"]
    fields = listing(list(dict.fromkeys(row.field for row in rows))) or f"`{field}`"
    return Sentence("two at once of {} are counted twice", f"{_who(graph, function or constraint.symbol)}: {fields}")


def _single_step(graph: Graph, constraint: Constraint) -> Sentence:
    made = constraint.statement.partition(" makes ")[2].removesuffix(" in one step")
    return Sentence("the same request twice, or two at once, {}", f"{_who(graph, constraint.symbol)}: one {made}")


def _exposed_field(graph: Graph, constraint: Constraint) -> Sentence | None:
    through = re.search(r"through (.+)$", constraint.statement)
    if not through:
        return None
    return Sentence(f"keys that clients read through {through.group(1)} stay: {{}}", f"`{ending(constraint.symbol)}`")


def _public_path(graph: Graph, constraint: Constraint) -> Sentence | None:
    routes = endpoints_handled_by(graph, [constraint.symbol])
    return Sentence("{} answered as before", _spelled(routes)) if routes else None


def _migrated_model(graph: Graph, constraint: Constraint) -> Sentence:
    return Sentence(
        "a changed field of {} comes with a migration that old rows survive", f"`{ending(constraint.symbol)}`"
    )


def _direction(graph: Graph, constraint: Constraint) -> Sentence:
    said = re.match(r"(.+?) imports? (.+?), not the other way round", constraint.statement)
    if not said:
        return Sentence("{}", constraint.statement)
    upper, lower = said.groups()
    return Sentence("no new import: {}", f"{lower} of {upper}")


def _protective_comment(graph: Graph, constraint: Constraint) -> Sentence:
    return Sentence("what stands under a comment that protects it stays: {}", constraint.statement)


def _tests_kept(graph: Graph, constraint: Constraint) -> Sentence:
    return Sentence("these tests stay and pass: {}", f"`{ending(constraint.symbol)}`")


SENTENCES: dict[str, Callable[[Graph, Constraint], Sentence | None]] = {
    "entry_point_guard": _entry_point_guard,
    "unguarded_entry_point": _unguarded_entry_point,
    "required_guard": _required_guard,
    "refusal": _refusal,
    "ownership_filter": _ownership_filter,
    "tenant_filter": _tenant_filter,
    "closed_values": _closed_values,
    "state_guard": _state_guard,
    "table_constraint": _table_constraint,
    "transaction": _transaction,
    "row_lock": _row_lock,
    "after_commit": _after_commit,
    "swallowed_failure": _swallowed_failure,
    "atomic_update": _atomic_update,
    "single_step": _single_step,
    "exposed_field": _exposed_field,
    "public_path": _public_path,
    "migrated_model": _migrated_model,
    "layer_direction": _direction,
    "role_direction": _direction,
    "package_cycle": _direction,
    "protective_comment": _protective_comment,
    "tests_kept": _tests_kept,
}


def _spelled(routes: list[EndpointView], most: int = 2) -> str:
    """`GET,POST /orders/`."""
    said = list(dict.fromkeys(f"{','.join(route.methods)} {route.path}".lstrip() for route in routes))
    return listing(said, most)


def _who(graph: Graph, symbol: str) -> str:
    """The request that a function answers, where it is one; else its name."""
    routes = endpoints_handled_by(graph, [symbol])
    return _spelled(routes, 1) if routes else f"`{ending(symbol, 2)}`"


def _refused(graph: Graph, guards: Iterable[str]) -> str:
    """By the statuses that the guards are known to answer with."""
    rows = refusals_in(graph, [name for guard in guards for name in (guard, f"{guard}.__call__")])
    statuses = sorted({row.status for row in rows if row.denies and row.status in REFUSED})
    return f"get {' or '.join(map(str, statuses))}" if statuses else "are turned away (401, 403 or the login page)"
