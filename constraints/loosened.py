"""Machines and tables of states that a change loosens: steps that lost a condition, take any state, or are new."""

from collections.abc import Iterator

from constraints.allowed import TABLE
from constraints.change import Change
from constraints.constraint import Evidence, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.states import ANY, ASKED, DEFAULT, START, DeclaredTransition, declared_transitions


def loosened(change: Change) -> Iterator[Violation]:
    """Steps of a declared machine that lost a condition, take any state now, or are none any more."""
    before = [step for step in declared_transitions(change.base.graph) if step.by not in (DEFAULT, TABLE)]
    if not before or not any(step.place.path in change.difference.paths for step in before):
        return
    after = [step for step in declared_transitions(change.head.graph) if step.by not in (DEFAULT, TABLE)]
    by_event: dict[tuple[str, str], list[DeclaredTransition]] = {}
    for step in after:
        by_event.setdefault((step.owner, step.event), []).append(step)
    told: set[tuple[str, str, str]] = set()
    for step in before:
        owner = change.now(step.owner)
        function = change.stands(step.function) if step.function else None
        event = ending(function.name) if function else step.event
        now = by_event.get((owner, event), [])
        same = [one for one in now if one.target == step.target and one.source in (step.source, ANY)]
        what = ""
        if not now and function is not None:
            what = "is no transition any more: nothing looks at what the state was"
        elif same and not any(set(step.guards) <= set(one.guards) for one in same):
            gone = [guard for guard in step.guards if all(guard not in one.guards for one in same)]
            what = f"no longer asks for {listing(gone)}" if gone and not _gained(step, same) else ""
        elif step.source not in (ANY, START) and same and all(one.source == ANY for one in same):
            what = "may now begin in any state"
        if what and (owner, event, what) not in told:
            told.add((owner, event, what))
            sources = [one.source for one in before if (one.owner, one.event) == (step.owner, step.event)]
            yield Violation(
                constraint=f"transition:{owner}.{event}",
                family="state",
                severity="violation",
                place=same[0].place if same else function.place if function else step.place,
                symbol=function.name if function else owner,
                message=f"`{ending(owner)}.{event}` {what}; it went from {listing(list(dict.fromkeys(sources)))} to "
                f"`{step.target}`",
                evidence=(Evidence(step.place, f"was declared for {step.by}"),),
                fix="keep what the step asks for, or say in the change why it may be taken without",
            )


def widened(change: Change) -> Iterator[Violation]:
    """A table of one's own that allows a step between states which it knew, and did not allow it."""
    were, are = _tables(change.base), _tables(change.head)
    for (owner, event), before in were.items():
        after = are.get((change.now(owner), event), []) or are.get((change.now(owner), change.now(event)), [])
        if not after or not any(step.place.path in change.difference.paths for step in (*before, *after)):
            continue
        known = {value for step in before for value in (step.source, step.target)} - {ANY, ASKED, START}
        allowed_before = {(step.source, step.target) for step in before}
        new = [
            step
            for step in after
            if (step.source, step.target) not in allowed_before and {step.source, step.target} <= known
        ]
        if new:
            said = listing([f"{step.source} -> {step.target}" for step in new], 4)
            yield Violation(
                constraint=f"transition:{new[0].owner}.{event}",
                family="state",
                severity="suspicion",
                place=new[0].place,
                symbol=new[0].owner,
                message=f"`{ending(event)}` allows {said} now: all that asks it lets the step through",
                evidence=(Evidence(before[0].place, f"allowed {len(allowed_before)} steps, and not this one"),),
                fix="take the step out again, or say in the change why it may be taken",
            )


def _tables(subject: Subject) -> dict[tuple[str, str], list[DeclaredTransition]]:
    found: dict[tuple[str, str], list[DeclaredTransition]] = {}
    for step in declared_transitions(subject.graph):
        if step.by == TABLE:
            found.setdefault((step.owner, step.event), []).append(step)
    return found


def _gained(step: DeclaredTransition, same: list[DeclaredTransition]) -> bool:
    """Is there a condition that is new? One may have taken the place of another."""
    return any(guard not in step.guards for one in same for guard in one.guards)
