"""A state machine in words: from what to what, by whom, and what has to hold."""

from collections.abc import Iterable, Mapping

from indexer.graph.states import ANY, ASKED, DEFAULT, START, DeclaredTransition, StateMachine, Transition
from server.wording.budget import Section
from server.wording.quoting import quoted, shortened

LONGEST_GUARD = 80
MOST_EFFECTS = 2
SHOWN = {START: "(new)", ANY: "any", ASKED: "as asked"}


def sections(machine: StateMachine | None, goes_along: Mapping[str, tuple[str, ...]]) -> list[Section]:
    """`goes_along`: by function, what it calls beside its step."""
    if machine is None:
        return []
    ends = [
        f"{word}: {', '.join(shortened(value, 40) for value in values)}"
        for word, values in (("initial", machine.initial), ("terminal", machine.terminal))
        if values
    ]
    steps = sorted(machine.made, key=lambda step: (START in step.sources, step.place))
    made = [f"{_made(step)}{_with(step, goes_along.get(step.function, ()))}" for step in steps]
    title = f"transitions: {len(made)} made in code"
    return [
        allowed(machine.declared),
        Section(title + (f"; {'; '.join(ends)}" if ends else ""), made, show=8, always=bool(ends)),
    ]


def allowed(steps: Iterable[DeclaredTransition]) -> Section:
    """Steps of one event or table from one state on one line."""
    lines: dict[tuple[str, str, str, str], list[str]] = {}
    for step in steps:
        if step.by != DEFAULT:
            guards = f" if {quoted(' and '.join(step.guards), LONGEST_GUARD)}" if step.guards else ""
            event = f" by {step.event}" if step.event else ""
            key = _shown(step.source), f"{event}{guards}", step.by, str(step.place)
            lines.setdefault(key, []).append(_shown(step.target))
    said = [f"{source} -> {', '.join(to)}{how} {place}" for (source, how, _, place), to in lines.items()]
    by = ", ".join(dict.fromkeys(by for _, _, by, _ in lines))
    return Section(f"transitions allowed ({by}): {sum(map(len, lines.values()))}", said, show=8)


def _made(step: Transition) -> str:
    """What nothing there tests may still be refused elsewhere."""
    sources = "not tested" if ANY in step.sources else " | ".join(_shown(source) for source in step.sources)
    targets = " | ".join(_shown(target) for target in step.targets)
    return f"{sources} -> {targets}: {'.'.join(step.function.split('.')[-2:])} {step.place}"


def _with(step: Transition, effects: tuple[str, ...]) -> str:
    """What has to hold, and what goes along: neither is asked of a new object."""
    if START in step.sources:
        return ""
    guards = [test for test in step.given if test != "True"]
    held = f" if {quoted(' and '.join(guards), LONGEST_GUARD)}" if guards else ""
    called = ", ".join(".".join(name.rpartition(":")[2].split(".")[-2:]) for name in effects[:MOST_EFFECTS])
    more = f" and {len(effects) - MOST_EFFECTS} more" if len(effects) > MOST_EFFECTS else ""
    return f"{held}, with {called}{more}" if effects else held


def _shown(value: str) -> str:
    return SHOWN.get(value) or shortened(value, 40)
