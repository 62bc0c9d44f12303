"""A state machine in words: from what to what, by whom, and what has to hold."""

from collections.abc import Iterable

from indexer.graph.states import ANY, ASKED, DEFAULT, START, DeclaredTransition, StateMachine, Transition
from server.wording.budget import Section
from server.wording.quoting import shortened

LONGEST_GUARD = 80
SHOWN = {START: "(new)", ANY: "any", ASKED: "as asked"}


def sections(machine: StateMachine | None) -> list[Section]:
    if machine is None:
        return []
    ends = [
        f"{word}: {', '.join(shortened(value, 40) for value in values)}"
        for word, values in (("initial", machine.initial), ("terminal", machine.terminal))
        if values
    ]
    made = [_made(step) for step in sorted(machine.made, key=lambda step: (START in step.sources, step.place))]
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
            guards = f" if {shortened(' and '.join(step.guards), LONGEST_GUARD)}" if step.guards else ""
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


def _shown(value: str) -> str:
    return SHOWN.get(value) or shortened(value, 40)
